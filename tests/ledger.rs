//! The ledger: exact sums, limits that more quantity never loosens, totals that no order or cut of the rows changes.

use eccn::destination::{Choices, Destinations};
use eccn::law::Law;
use eccn::ledger::{Amount, Authorization, Entry, Flag, Ledger, Limits, Verdict, quota, run};
use eccn::license::Licensing;
use num_bigint::BigUint;
use proptest::prelude::*;

const PLACES: [&str; 9] = ["PL", "BR", "SA", "CN", "MO", "DE", "US", "HK", "KH"];
const NAMES: [&str; 4] = ["Example Cloud", "example cloud ", "Riverside", "Gulf Halls"];
const DAYS: [&str; 6] = ["2025-01-31", "2025-05-15", "2025-12-31", "2026-02-02", "2026-02-03", "2027-11-30"];

/// One row of a ledger, by the places of its values in the lists above.
#[derive(Clone, Debug)]
struct Row {
    day: usize,
    tpp: u64,
    quantity: u64,
    name: usize,
    parent: bool,
    place: usize,
    authorization: usize,
}

fn ledger() -> Ledger<'static> {
    Ledger::new(Limits::embedded(), Licensing::embedded(), Choices::default())
}

impl Row {
    fn post(&self, ledger: &mut Ledger<'_>) -> eccn::ledger::Posting {
        let places = Destinations::embedded();
        let entry = Entry {
            date: DAYS[self.day].parse().expect("a date"),
            tpp: Amount::from_millionths(u128::from(self.tpp)),
            quantity: self.quantity,
            product: "X",
            counts: true,
            consignee: "Site",
            parent: if self.parent { NAMES[self.name] } else { "" },
            location: places.find(PLACES[self.place]).expect("known"),
            hq: None,
            parent_hq: None,
            verb: None,
            authorization: Authorization::ALL[self.authorization].0,
        };
        ledger.post(&entry).expect("fits")
    }
}

prop_compose! {
    fn row()(
        day in 0..DAYS.len(),
        tpp in 0u64..40_000_000_000,
        quantity in 0u64..2_000_000,
        name in 0..NAMES.len(),
        parent in any::<bool>(),
        place in 0..PLACES.len(),
        authorization in 0..Authorization::ALL.len(),
    ) -> Row {
        Row { day, tpp, quantity, name, parent, place, authorization }
    }
}

fn total(rows: &[Row]) -> Ledger<'static> {
    let mut ledger = ledger();
    for row in rows {
        row.post(&mut ledger);
    }
    ledger
}

proptest! {
    #[test]
    fn totals_do_not_depend_on_order_or_chunks(
        rows in prop::collection::vec(row(), 0..60),
        seed in any::<u64>(),
        cut in 0usize..60,
    ) {
        let whole = total(&rows).summary();
        let mut shuffled = rows.clone();
        let mut state = seed;
        for index in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            shuffled.swap(index, (state >> 33) as usize % (index + 1));
        }
        prop_assert_eq!(&total(&shuffled).summary(), &whole);
        let (first, second) = rows.split_at(cut.min(rows.len()));
        let mut merged = total(second);
        merged.merge(total(first));
        prop_assert_eq!(&merged.summary(), &whole);
        prop_assert_eq!(merged.rows().0, rows.len() as u64);
    }

    /// A row with more items never leaves more, and one that exceeds a limit still does with more.
    #[test]
    fn more_quantity_never_makes_a_limit_less_binding(
        before in prop::collection::vec(row(), 0..12),
        last in row(),
        more in 0u64..1_000_000,
    ) {
        let mut few = total(&before);
        let mut many = few.clone();
        let fewer = last.post(&mut few);
        let larger = Row { quantity: last.quantity + more, ..last }.post(&mut many);
        prop_assert!(larger.tpp >= fewer.tpp);
        prop_assert!(larger.total >= fewer.total);
        if fewer.flag == Flag::Exceeds {
            prop_assert_eq!(larger.flag, Flag::Exceeds);
        }
        if fewer.flag == Flag::NotEligible {
            prop_assert_eq!(larger.flag, Flag::NotEligible);
        }
        // What is left is said before the row where it exceeds the limit, after it where it does not.
        let within = |flag: Flag| matches!(flag, Flag::Within | Flag::Notice);
        if within(fewer.flag) && within(larger.flag) {
            prop_assert!(larger.left <= fewer.left);
        }
        for (small, large) in few.summary().iter().zip(many.summary()) {
            if !small.limit.starts_with("uveu") && small.limit != "half" && small.verdict == Verdict::Exceeds {
                prop_assert_eq!(large.verdict, Verdict::Exceeds);
            }
        }
    }

    /// Sums up to 10^18 TPP are those of big integers.
    #[test]
    fn sums_are_exact(amounts in prop::collection::vec((0u64..1_000_000_000_000_000_000, 0u32..1_000_000, 1u64..1000), 1..50)) {
        let mut sum = Amount::ZERO;
        let mut exact = BigUint::from(0u8);
        for (whole, fraction, count) in amounts {
            let text = format!("{whole}.{fraction:06}");
            let amount: Amount = text.parse().expect("a number");
            sum = sum.plus(amount.times(count).expect("fits")).expect("fits");
            exact += (BigUint::from(whole) * 1_000_000u32 + fraction) * count;
        }
        prop_assert_eq!(sum.millionths().to_string(), exact.to_string());
        let printed: Amount = sum.to_string().parse().expect("its own text");
        prop_assert_eq!(printed, sum);
    }

    #[test]
    fn a_quota_is_the_largest_count_that_fits(limit in 0u64..10_000_000_000, each in 1u64..100_000_000) {
        let (limit, each) = (Amount::whole(limit), Amount::from_millionths(u128::from(each) * 1_000));
        let found = quota(limit, each).expect("more than nothing");
        let count = u64::try_from(found.count).expect("small");
        prop_assert!(each.times(count).expect("fits") <= limit);
        prop_assert!(each.times(count + 1).expect("fits") > limit);
    }
}

#[test]
fn limits_bind_at_the_last_item() {
    let h100 = Amount::whole(15_832);
    for (limit, count) in [
        (Limits::embedded().lpp.tpp, 1_699),
        // 49,899 would be 790,000,968 TPP: the figure in circulation is the quotient rounded up.
        (Limits::embedded().allocation.tpp, 49_898),
        (Limits::embedded().aia.tpp, 15_980),
        (Limits::embedded().lpp_notice, 202),
    ] {
        assert_eq!(quota(limit, h100).expect("more than nothing").count, count);
    }
    assert_eq!(quota(Amount::whole(1), Amount::ZERO), None);
}

/// The example file, row by row; every number is worked out from the regulation.
#[test]
fn the_example_comes_out_as_the_regulation_says() {
    let csv = include_str!("../examples/shipments.csv");
    let mut ledger = ledger();
    let mut out = Vec::new();
    let outcome = run(csv.as_bytes(), Some(&mut out), &mut ledger, Law::embedded()).expect("runs");
    let text = String::from_utf8(out).expect("UTF-8");
    let rows: Vec<Vec<String>> = csv::Reader::from_reader(text.as_bytes())
        .records()
        .map(|record| record.expect("a row").iter().skip(10).map(str::to_owned).collect())
        .collect();
    let cells: Vec<&[String]> = rows.iter().map(|row| &row[..4]).collect();
    for (row, expected) in [
        // 200 × 15,832 = 3,166,400: below the notice of 3,200,000.
        (0, ["3166400", "within", "3166400", "23733600"]),
        (1, ["15832000", "notice", "18998400", "7901600"]),
        // 7,901,600 TPP are left of 26,900,000; 500 × 15,832 = 7,916,000 are 14,400 more.
        (2, ["7916000", "exceeds", "26914400", "7901600"]),
        // A new calendar year.
        (3, ["7916000", "notice", "7916000", "18984000"]),
        (4, ["789985136", "within", "789985136", "14864"]),
        (5, ["15832", "exceeds", "790000968", "14864"]),
        (6, ["252000000", "within", "252000000", "1000000"]),
        // 40,000 × 15,832 = 633,280,000 are 280,000 more than the row of 2025 Q1.
        (7, ["633280000", "exceeds", "633280000", "633000000"]),
        (8, ["1158400", "not-counted", "", ""]),
        (9, ["15832000", "not-counted", "", ""]),
        (10, ["47496000", "not-counted", "", ""]),
        (11, ["", "", "", ""]),
    ] {
        assert_eq!(cells[row], expected, "row {row}");
    }
    assert_eq!((outcome.rows, outcome.errors, outcome.flagged), (12, 1, 3));
    assert!(rows[11][5].starts_with("line 13: column \"location\": \"Atlantis\" is no destination"), "{:?}", rows[11]);
    let half = ledger.summary().into_iter().find(|line| line.limit == "half").expect("a share");
    assert_eq!(
        (half.total, half.of, half.verdict),
        (Amount::whole(15_832_000), Amount::whole(23_748_000), Verdict::Within)
    );
}

#[test]
fn shares_of_a_universal_validated_end_user() {
    let csv = "date,tpp,quantity,consignee,parent,location,parent_hq,authorization\n\
               2025-06-01,1000,7500,Site 1,Group,US,US,uveu\n\
               2025-06-01,1000,700,Site 2,Group,SA,US,uveu\n\
               2025-06-01,1000,700,Site 3,Group,BR,US,uveu\n\
               2025-06-01,1000,1100,Site 4,Group,DE,US,uveu\n";
    let verdicts = |csv: &str| {
        let mut ledger = ledger();
        run(csv.as_bytes(), None, &mut ledger, Law::embedded()).expect("runs");
        let lines = ledger.summary();
        lines
            .iter()
            .map(|line| format!("{} {} {}", line.limit, line.country, line.verdict.as_str()))
            .collect::<Vec<_>>()
    };
    let exactly =
        ["uveu-country BR within", "uveu-country SA within", "uveu-outside  within", "uveu-outside-us  within"];
    assert_eq!(verdicts(csv), exactly);
    assert_eq!(verdicts(&csv.replace(",700,Site 2", ",701,Site 2"))[1], "uveu-country SA exceeds");
    assert_eq!(verdicts(&csv.replace(",7500,", ",2499,"))[3], "uveu-outside-us  exceeds");
}

#[test]
fn what_cannot_be_read_is_told_and_dropped_is_nothing() {
    let run_text = |csv: &str| {
        let mut out = Vec::new();
        let outcome = run(csv.as_bytes(), Some(&mut out), &mut ledger(), Law::embedded());
        outcome.map(|_| String::from_utf8(out).expect("UTF-8")).map_err(|error| error.to_string())
    };
    let error = run_text("date,part,quantity,consignee,location\n").unwrap_err();
    assert!(error.contains("no column \"authorization\"") && error.contains("found date, part"), "{error}");
    let header = "date,tpp,quantity,consignee,location,authorization,note\n";
    for (row, message) in [
        ("2025-13-01,1,1,A,PL,lpp,x", "expected a date such as 2025-06-01"),
        ("2022-01-01,1,1,A,PL,lpp,x", "before 2022-10-21"),
        ("2025-06-01,,1,A,PL,lpp,x", "neither part nor tpp is given"),
        ("2025-06-01,1.0000001,1,A,PL,lpp,x", "more than six decimals"),
        ("2025-06-01,1,1.5,A,PL,lpp,x", "a whole number of items"),
        ("2025-06-01,1,1,,PL,lpp,x", "a shipment has a consignee"),
        ("2025-06-01,1,1,A,PL,gift,x", "expected an authorization"),
        ("2025-06-01,1,1,A,PL,lpp", "the row has 6 fields, the header has 7"),
        ("2025-06-01,1000000000000000000000000000000,18446744073709551615,A,PL,lpp,x", "more TPP than can be counted"),
    ] {
        let out = run_text(&format!("{header}{row}\n2025-06-01,1,1,A,PL,lpp,y\n")).expect("runs");
        let lines: Vec<&str> = out.lines().collect();
        assert_eq!(lines.len(), 3, "{out}");
        assert!(lines[1].starts_with(row) && lines[1].contains(message), "{out}");
        assert!(lines[2].ends_with(",y,1,within,1,26899999,,"), "{out}");
    }
}

/// Whether a row may go under what it names is for the clauses of the license rules: each condition, and both sides of
/// the days on which it changes.
#[test]
fn rows_go_only_under_what_is_open_to_them() {
    let post = |row: &str, choice: Option<&str>| {
        let mut choices = Choices::default();
        if let Some(choice) = choice {
            choices.set(Licensing::embedded().readings(), "lpp-gate", choice).expect("a reading");
        }
        let csv = format!("date,tpp,quantity,consignee,location,hq,parent_hq,verb,authorization\n{row}\n");
        let (mut ledger, mut out) = (Ledger::new(Limits::embedded(), Licensing::embedded(), choices), Vec::new());
        run(csv.as_bytes(), Some(&mut out), &mut ledger, Law::embedded()).expect("runs");
        let text = String::from_utf8(out).expect("UTF-8");
        let row = csv::Reader::from_reader(text.as_bytes()).records().next().expect("a row").expect("a row");
        (row[10].to_owned(), row[13].to_owned(), ledger.summary().len())
    };
    let flag = |row: &str| post(row, None).0;
    for (row, expected, cite) in [
        // In effect from 2025-01-13 on.
        ("2025-01-12,15832,1,A,PL,PL,PL,export,lpp", "not-eligible", "LPP is not in effect on 2025-01-12"),
        ("2025-01-13,15832,1,A,PL,PL,PL,export,lpp", "within", ""),
        ("2025-01-12,15832,1,A,DE,DE,DE,export,aia", "not-eligible", "AIA is not in effect on 2025-01-12"),
        ("2025-01-13,15832,1,A,DE,DE,DE,export,aia", "within", ""),
        ("2025-01-12,15832,1,A,PL,PL,PL,export,nveu", "not-eligible", "NVEU is not in effect on 2025-01-12"),
        // Export and reexport only (§ 740.29(a)); not to Macau, D:5 or entities headquartered there (c).
        ("2025-06-01,15832,1,A,PL,PL,PL,reexport,lpp", "within", ""),
        ("2025-06-01,15832,1,A,PL,PL,PL,transfer,lpp", "not-eligible", "740.29"),
        ("2025-06-01,15832,1,A,MO,,,export,lpp", "not-eligible", "740.29"),
        ("2025-06-01,15832,1,A,PL,PL,HK,export,lpp", "not-eligible", "740.29"),
        // § 740.2(a)(9)(ii): D:1, D:4 and D:5 that are not in A:5 or A:6. Israel is in A:6.
        ("2025-06-01,15832,1,A,SA,SA,SA,export,lpp", "not-eligible", "§ 740.2(a)(9)(ii)"),
        ("2025-06-01,15832,1,A,VN,VN,VN,export,lpp", "not-eligible", "§ 740.2(a)(9)(ii)"),
        ("2025-06-01,15832,1,A,IL,IL,IL,export,lpp", "within", ""),
        // Cambodia leaves D:5 on 2026-02-03 and stays in D:1: a validated end user is open from then on.
        ("2026-02-02,15832,1,A,KH,KH,KH,export,nveu", "not-eligible", "748.15"),
        ("2026-02-03,15832,1,A,KH,KH,KH,export,nveu", "within", ""),
        // AIA: place, headquarters and ultimate parent in Supplement No. 5(a).
        ("2025-06-01,15832,1,A,DE,PL,DE,export,aia", "not-eligible", "740.27"),
        ("2025-06-01,15832,1,A,DE,DE,PL,export,aia", "not-eligible", "740.27"),
        ("2025-06-01,15832,1,A,DE,,,export,aia", "within", ""),
        // UVEU: headquartered, or with a parent headquartered, in Supplement No. 5(a).
        ("2025-06-01,15832,1,A,BR,BR,US,export,uveu", "within", "shares"),
        ("2025-06-01,15832,1,A,BR,BR,BR,export,uveu", "not-eligible", "748.15"),
    ] {
        let (found, why, _) = post(row, None);
        assert_eq!(found, expected, "{row}: {why}");
        assert!(why.contains(cite), "{row}: {why}");
    }
    // The other reading of § 740.29(c).
    assert_eq!(post("2025-06-01,15832,1,A,SA,SA,SA,export,lpp", Some("permissive")).0, "within");
    // What did not exist counts against nothing; what may not go is counted.
    assert_eq!(post("2024-06-01,15832,1700,A,PL,PL,PL,export,lpp", None).2, 0);
    assert_eq!(post("2025-06-01,15832,1700,A,SA,SA,SA,export,lpp", None).2, 1);
    // Other rows are not asked.
    assert_eq!(flag("2025-06-01,15832,1,A,SA,SA,SA,export,aca"), "not-counted");
    assert_eq!(flag("2025-06-01,15832,1,A,SA,SA,SA,export,license"), "within");
}

/// Semicolons and tabs are read, and written again.
#[test]
fn files_of_other_delimiters_are_read() {
    let csv = "date,tpp,quantity,consignee,location,authorization\n2025-06-01,15832,1,A,PL,lpp\n";
    let run_text = |csv: &str| {
        let mut out = Vec::new();
        run(csv.as_bytes(), Some(&mut out), &mut ledger(), Law::embedded()).expect("runs");
        String::from_utf8(out).expect("UTF-8")
    };
    let plain = run_text(csv);
    assert!(plain.contains(",15832,within,"), "{plain}");
    for delimiter in [";", "\t"] {
        assert_eq!(run_text(&csv.replace(',', delimiter)), plain.replace(',', delimiter));
    }
}
