//! Destinations: every group on every day, the changes, and what is not resolved.

use eccn::destination::{Choices, Destinations, Place};
use eccn::law::Law;
use jiff::civil::Date;
use proptest::prelude::*;

fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

fn members(group: &str, on: &str) -> usize {
    let all = Destinations::embedded();
    let own = all.all().filter(|(_, destination)| destination.listed && destination.follows.is_none());
    own.filter(|(place, _)| all.is_in(*place, group, day(on), &Choices::default()) == Some(true)).count()
}

/// The sizes of the groups in the eCFR of 2026-07-23, and of D:5 in January 2025.
#[test]
fn groups_have_as_many_members_as_the_ecfr_lists() {
    let sizes = [
        ("A:1", 40),
        ("A:5", 38),
        ("A:6", 8),
        ("B", 173),
        ("D:1", 24),
        ("D:2", 10),
        ("D:3", 36),
        ("D:4", 21),
        ("D:5", 22),
        ("E:1", 3),
        ("E:2", 1),
        ("supplement-5a", 19),
        ("supplement-5b", 0),
    ];
    for (group, size) in sizes {
        assert_eq!(members(group, "2026-07-23"), size, "{group}");
    }
    assert_eq!(members("D:5", "2025-01-15"), 23);
    assert_eq!(members("supplement-5a", "2025-01-12"), 0);
}

#[test]
fn amendments_move_destinations_on_their_day() {
    let all = Destinations::embedded();
    let none = Choices::default();
    for (name, group, last_before, first_after, joins) in [
        ("NI", "D:5", "2024-03-14", "2024-03-15", true),
        ("NI", "D:1", "2024-03-14", "2024-03-15", true),
        ("NI", "B", "2024-03-14", "2024-03-15", false),
        ("CY", "D:5", "2024-05-29", "2024-05-30", false),
        ("KH", "D:5", "2026-02-02", "2026-02-03", false),
        ("AE", "A:5", "2026-07-09", "2026-07-10", true),
        ("AE", "D:3", "2026-07-09", "2026-07-10", false),
        ("AE", "D:4", "2026-07-09", "2026-07-10", false),
        ("DE", "supplement-5a", "2025-01-12", "2025-01-13", true),
    ] {
        let place = all.find(name).expect("known");
        assert_eq!(all.is_in(place, group, day(last_before), &none), Some(!joins), "{name} {group} before");
        assert_eq!(all.is_in(place, group, day(first_after), &none), Some(joins), "{name} {group} after");
    }
    let mut state = Choices::default();
    state.set(all.readings(), "d5-list", "state-list").expect("a reading");
    let cambodia = all.find("KH").expect("known");
    assert_eq!(all.is_in(cambodia, "D:5", day("2025-12-01"), &state), Some(false));
    assert!(state.set(all.readings(), "d5-list", "mine").unwrap_err().contains("bis-table, state-list"));
}

#[test]
fn tiers_follow_the_framework() {
    let all = Destinations::embedded();
    let tier = |name: &str, on: &str| {
        all.tier(all.find(name).expect("known"), day(on), &Choices::default()).map(|tier| tier.tier)
    };
    for (name, on, expected) in [
        ("DE", "2025-06-01", Some(1)),
        ("TW", "2025-06-01", Some(1)),
        ("PL", "2025-06-01", Some(2)),
        ("SG", "2025-06-01", Some(2)),
        ("AE", "2025-06-01", Some(2)),
        ("CN", "2025-06-01", Some(3)),
        ("HK", "2025-06-01", Some(3)),
        ("MO", "2025-06-01", Some(3)),
        ("KH", "2026-02-02", Some(3)),
        ("KH", "2026-02-03", Some(2)),
        ("DE", "2024-06-01", None),
        ("Greenland", "2025-06-01", None),
    ] {
        assert_eq!(tier(name, on), expected, "{name} on {on}");
    }
}

#[test]
fn faulty_files_are_refused_with_their_place() {
    const GROUPS: &str = include_str!("../law/destinations/groups.toml");
    const PLACES: &str = include_str!("../law/destinations/destinations.toml");
    const CHANGES: &str = include_str!("../law/destinations/changes.toml");
    let load = |places: &str, groups: &str| {
        let files = [
            ("law/destinations/destinations.toml", places),
            ("law/destinations/groups.toml", groups),
            ("law/destinations/changes.toml", CHANGES),
        ];
        Destinations::load(Law::embedded(), files).map(drop).map_err(|errors| errors.to_string())
    };
    assert_eq!(load(PLACES, GROUPS), Ok(()));
    let error = |places: &str, groups: &str| load(places, groups).expect_err("refused");
    let twice = error(PLACES, &GROUPS.replace("members = [\"NI\"]", "members = [\"NI\", \"CN\"]"));
    assert!(twice.contains("China is twice in D:1 on some day"), "{twice}");
    let unknown = error(PLACES, &GROUPS.replace("members = [\"CY\"]", "members = [\"CX\", \"QQ\"]"));
    assert!(unknown.contains("\"QQ\" is no destination of this law"), "{unknown}");
    assert!(unknown.contains("law/destinations/groups.toml:"), "{unknown}");
    assert!(error(PLACES, &GROUPS.replace("cyprus-2024", "cyprus-2042")).contains("is no amendment"));
    assert!(error(&PLACES.replace("iso2 = \"DZ\"", "iso2 = \"dz\""), GROUPS).contains("expected ISO 3166-1 codes"));
    assert!(
        error(&PLACES.replace("follows = \"CN\"", "follows = \"HK\""), GROUPS).contains("no destination to follow")
    );
    assert!(error(&PLACES.replace("iso2 = \"DZ\"", "iso2 = \"DZ\", iso4 = \"x\""), GROUPS).contains("unknown field"));
}

proptest! {
    /// Whatever the day and the reading, every listed destination is in a group or is not: never unknown.
    #[test]
    fn membership_is_total(index in 0usize..1000, days in 0i32..3000, state in any::<bool>()) {
        let all = Destinations::embedded();
        let listed: Vec<Place> =
            all.all().filter(|(_, destination)| destination.listed).map(|(place, _)| place).collect();
        let place = listed[index % listed.len()];
        let date = day("2022-10-21").checked_add(jiff::Span::new().days(days)).expect("in range");
        let mut choices = Choices::default();
        if state {
            choices.set(all.readings(), "d5-list", "state-list").expect("a reading");
        }
        let groups = all.groups_of(place, date, &choices).expect("listed");
        for group in all.groups() {
            let member = all.is_in(place, &group.name, date, &choices);
            prop_assert_eq!(member, Some(groups.iter().any(|(known, _)| known.name == group.name)));
        }
        // A change is one: the groups differ on its day from those of the day before.
        for change in all.changes(place, &choices).expect("listed") {
            let before = change.day.yesterday().expect("in range");
            prop_assert_eq!(all.is_in(place, &change.group.name, change.day, &choices), Some(change.joins));
            prop_assert_eq!(all.is_in(place, &change.group.name, before, &choices), Some(!change.joins));
        }
    }
}
