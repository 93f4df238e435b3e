//! Pictures: their structure, their bytes, and that shades say what the law says.

use eccn::determine::classify;
use eccn::law::{Law, Posture, Statute};
use eccn::part::{Cited, Die, DieRole, Market, Part, Transistor};
use eccn::plot::{Options, Panels, Picture, View, planes, regions, strip};
use eccn::quantity::{Exact, Known, Quantity};
use eccn::{Truth, catalog, report};
use proptest::prelude::*;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::process::Command;
use std::sync::LazyLock;

fn at(date: &str, posture: Posture) -> Statute<'static> {
    Law::embedded().at(date.parse().expect("a date"), posture).expect("covered")
}

fn all() -> Vec<Part> {
    catalog::entries().map(|entry| entry.part().expect("in order")).collect()
}

/// An element's name and attributes.
type Element = (String, Vec<(String, String)>);

/// Every element with its attributes, and every text, of a document that is well-formed.
pub(crate) fn elements(document: &str) -> (Vec<Element>, Vec<String>) {
    let mut reader = Reader::from_str(document);
    reader.config_mut().check_end_names = true;
    let (mut elements, mut texts, mut depth) = (Vec::new(), Vec::new(), 0_i32);
    loop {
        let event = reader.read_event().unwrap_or_else(|error| panic!("not well-formed: {error}"));
        match &event {
            Event::Start(element) | Event::Empty(element) => {
                let name = element.name().as_ref().to_owned();
                let attributes = element.attributes().map(|attribute| {
                    let attribute = attribute.expect("well-formed, none twice");
                    let key: String = attribute.key.as_ref().to_owned();
                    (key, attribute.value.to_string())
                });
                elements.push((name, attributes.collect()));
            }
            Event::Text(text) => texts.push(text.as_ref().to_owned()),
            Event::Eof => break,
            _ => {}
        }
        depth += i32::from(matches!(event, Event::Start(_))) - i32::from(matches!(event, Event::End(_)));
    }
    assert_eq!(depth, 0, "every element is closed");
    (elements, texts)
}

/// What holds of every picture and page of ours: well-formed, no id twice, nothing that runs or is fetched.
pub(crate) fn inert(document: &str) {
    let (elements, _) = elements(document);
    let mut ids: Vec<&str> = Vec::new();
    for (name, attributes) in &elements {
        assert!(
            !["script", "iframe", "object", "embed", "image", "img", "use", "foreignObject"].contains(&name.as_str()),
            "{name}"
        );
        for (key, value) in attributes {
            assert!(!key.starts_with("on"), "{name} {key}");
            assert!(!value.to_lowercase().contains("javascript:"), "{name} {key}={value}");
            let fetches = matches!(key.as_str(), "src" | "srcset" | "data" | "xlink:href" | "action" | "poster")
                || key == "href" && name != "a"
                || key == "style";
            assert!(!fetches || value == "data:,", "{name} {key}={value}");
            if key == "href" {
                assert!(["#", "https://", "http://", "data:,"].iter().any(|start| value.starts_with(start)), "{value}");
            }
            if key == "id" {
                assert!(!ids.contains(&value.as_str()), "id {value} twice");
                ids.push(value);
            }
        }
    }
    for what in ["url(", "@import", "@font-face"] {
        assert!(!document.contains(what), "{what}");
    }
}

#[test]
fn pictures_are_well_formed_inert_and_the_same_every_time() {
    let parts = all();
    let draw = |view: View, date: &str| -> Picture {
        planes(view, &parts, &at(date, Posture::Text), &Options::default()).expect("drawn")
    };
    let day = "2026-07-23".parse().expect("a date");
    for (one, other) in [
        (draw(View::TppPd, "2024-01-01"), draw(View::TppPd, "2024-01-01")),
        (draw(View::Rule2022, "2023-01-01"), draw(View::Rule2022, "2023-01-01")),
        (
            strip(&parts, Law::embedded(), Posture::Text, day, &Options::default()),
            strip(&parts, Law::embedded(), Posture::Text, day, &Options::default()),
        ),
    ] {
        let svg = one.scene.to_svg();
        inert(&svg);
        assert_eq!(svg, other.scene.to_svg());
    }
}

#[test]
fn every_part_is_on_the_plane_or_said_not_to_be() {
    let parts = all();
    let picture = planes(View::TppPd, &parts, &at("2026-07-23", Posture::Text), &Options::default()).expect("drawn");
    let svg = picture.scene.to_svg();
    let (_, texts) = elements(&svg);
    for part in &parts {
        let name = report::markup::escape(&part.name);
        let shown = texts.iter().any(|text| text.contains(&*name));
        let omitted = picture.omitted.iter().any(|omitted| omitted.name.ends_with(&part.name));
        assert!(shown || omitted || picture.below > 0, "{}", part.name);
    }
    assert!(picture.below <= 2 && picture.omitted.len() < 20, "{} {}", picture.below, picture.omitted.len());
}

#[test]
fn names_in_pictures_do_not_overlap() {
    let picture = planes(View::TppPd, &all(), &at("2026-07-23", Posture::Text), &Options::default()).expect("drawn");
    let (elements, _) = elements(&picture.scene.to_svg());
    let number = |attributes: &[(String, String)], key: &str| -> Option<f64> {
        attributes.iter().find(|(name, _)| name == key).and_then(|(_, value)| value.parse().ok())
    };
    // Texts with a rim: names of parts and of regions.
    let boxes: Vec<[f64; 4]> = elements
        .iter()
        .filter(|(name, attributes)| name == "text" && attributes.iter().any(|(key, _)| key == "paint-order"))
        .filter_map(|(_, attributes)| {
            let (x, y) = (number(attributes, "x")?, number(attributes, "y")?);
            // Only a few letters have no length: three at most, no wider than high.
            let size = number(attributes, "font-size")?;
            let width = number(attributes, "textLength").unwrap_or(size * 1.2);
            Some([x - width / 2.0, y - size * 0.75, x + width / 2.0, y + size * 0.15])
        })
        .collect();
    assert!(boxes.len() > 50, "{}", boxes.len());
    for (index, a) in boxes.iter().enumerate() {
        for b in &boxes[..index] {
            assert!(a[0] >= b[2] || b[0] >= a[2] || a[1] >= b[3] || b[1] >= a[3], "{a:?} {b:?}");
        }
    }
}

/// A plain circuit as a part file would describe it: independent of the facts that shades are found with.
fn circuit(tpp: &Exact, density: &Exact, datacenter: bool) -> Part {
    let area = tpp.checked_div(density).expect("above zero");
    Part {
        name: "a circuit".into(),
        stated_tpp: Some(Cited::new(Known::exact(Quantity::new(tpp.clone()).expect("within bounds")))),
        dies: vec![Die {
            name: "die".into(),
            role: DieRole::Compute,
            count: Some(Cited::new(1)),
            area: Some(Cited::new(Known::exact(Quantity::new(area).expect("within bounds")))),
            node: None,
            transistor: Some(Cited::new(Transistor::NonPlanar)),
        }],
        market: Some(Cited::new(Market { text: "as asked".into(), datacenter: Truth::from(datacenter) })),
        ..Part::default()
    }
}

static DAYS: LazyLock<Vec<Statute<'static>>> = LazyLock::new(|| {
    [("2023-11-17", Posture::Text), ("2024-12-02", Posture::Enforced), ("2026-07-23", Posture::Text)]
        .map(|(date, posture)| at(date, posture))
        .to_vec()
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// The plane says at every point what a part there is determined to be, on the lines too.
    #[test]
    fn shades_agree_with_determinations(
        day in 0..3_usize,
        datacenter: bool,
        tpp in prop_oneof![1..200_000_u64, Just(512), Just(1600), Just(2400), Just(4799), Just(4800), Just(8)],
        density in prop_oneof![1..4_000_u64, Just(160), Just(320), Just(591), Just(592)],
    ) {
        let statute = &DAYS[day];
        let (tpp, density) = (Exact::from(tpp), Exact::ratio(density as i64, 100));
        let plane = regions(View::TppPd, statute, &Options::default(), datacenter).expect("drawn");
        let answer = classify(&circuit(&tpp, &density, datacenter), statute, &Default::default());
        prop_assert_eq!(plane.at(&tpp, &density), report::governing(&answer));
    }
}

#[test]
fn a_view_of_a_rule_that_is_not_in_force_names_a_day_on_which_it_is() {
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_eccn")).args(arguments).output().expect("runs");
        (output.status.code(), String::from_utf8(output.stderr).expect("text"))
    };
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a.svg");
    let file = file.to_str().expect("text");
    let (code, told) = run(&["plot", "L4", "-o", file, "--as-of", "2023-01-01"]);
    assert_eq!(code, Some(2));
    assert!(told.contains("the nearest day on which it does is 2023-11-17"), "{told}");
    let (code, told) = run(&["plot", "L4", "-o", file, "--as-of", "2024-01-01", "--view", "2022"]);
    assert_eq!(code, Some(2));
    assert!(told.contains("the nearest day on which it does is 2023-11-16"), "{told}");
    assert!(!std::path::Path::new(file).exists(), "nothing is left half-written");
    // Without a day, the last on which the rule was in force.
    assert_eq!(run(&["plot", "L4", "-o", file, "--view", "2022"]).0, Some(0));
    assert!(std::fs::read_to_string(file).expect("written").contains("on 2023-11-16"));
}

#[test]
fn the_plane_of_2026_has_its_lines_from_the_law() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a.svg");
    let output = Command::new(env!("CARGO_BIN_EXE_eccn"))
        .args(["plot", "H200 SXM", "H20 96GB", "B200", "--view", "2026", "--as-of", "2026-02-01", "-o"])
        .arg(&file)
        .output()
        .expect("runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let svg = std::fs::read_to_string(file).expect("written");
    inert(&svg);
    for text in [">21,000<", ">6,500<", ">14,000<", ">17,500<", ">4,500<", ">5,000<", "Section 232 tariff, first band"]
    {
        assert!(svg.contains(text), "{text}");
    }
}

#[test]
fn tables_are_drawn_and_rows_that_cannot_be_read_are_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let (table, file) = (folder.path().join("parts.csv"), folder.path().join("a.svg"));
    let rows = "part,fp8_dense_tops,die_area_mm2,node,datacenter\nfirst,296,814,TSMC 4N,yes\n<b>second</b>,1979,814,TSMC 4N,yes\nthird,x,1,TSMC 4N,yes\n";
    std::fs::write(&table, rows).expect("written");
    let output =
        Command::new(env!("CARGO_BIN_EXE_eccn")).arg("plot").arg(&table).arg("-o").arg(&file).output().expect("runs");
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stderr).expect("text");
    assert!(told.contains("line 4: column \"fp8_dense_tops\": \"x\""), "{told}");
    let svg = std::fs::read_to_string(&file).expect("written");
    inert(&svg);
    assert!(svg.contains(">first</text>") && svg.contains(">&lt;b&gt;second&lt;/b&gt;</text>"));
}

#[test]
fn another_law_is_drawn_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    copy(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/law")), &folder.path().join("law"));
    let entry = folder.path().join("law/entries/3A090.toml");
    let text = std::fs::read_to_string(&entry).expect("there");
    std::fs::write(&entry, text.replace("when = \"tpp >= 4800\"", "when = \"tpp >= 7000\"")).expect("written");
    let law = Law::from_dir(&folder.path().join("law")).expect("in order");
    let statute = law.at("2024-01-01".parse().expect("a date"), Posture::Text).expect("covered");
    let plane = regions(View::TppPd, &statute, &Options::default(), true).expect("drawn");
    let (low, high) = (Exact::from(6999), Exact::from(7000));
    assert_eq!((plane.at(&low, &Exact::ONE), plane.at(&high, &Exact::ONE)), ("3A991.p.1", "3A090.a.1"));
    let options = Options { panels: Panels::Datacenter, ..Options::default() };
    let svg = planes(View::TppPd, &[], &statute, &options).expect("drawn").scene.to_svg();
    assert!(svg.contains(">7,000<"), "the line has its number");
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry").path();
        let target = to.join(entry.file_name().expect("a name"));
        if entry.is_dir() {
            copy(&entry, &target);
        } else {
            std::fs::copy(&entry, &target).expect("copied");
        }
    }
}

#[cfg(feature = "png")]
#[test]
fn a_png_has_the_size_of_the_picture_and_the_same_bytes_every_time() {
    let parts = [catalog::find("L4").one().expect("one")];
    let draw = || planes(View::TppPd, &parts, &at("2024-01-01", Posture::Text), &Options::default()).expect("drawn");
    let png = draw().scene.to_png(1.5).expect("a PNG");
    assert_eq!(png, draw().scene.to_png(1.5).expect("a PNG"));
    assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
    let side = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().expect("four bytes"));
    let (width, height) = draw().scene.size();
    assert_eq!((side(16), side(20)), ((width * 1.5).ceil() as u32, (height * 1.5).ceil() as u32));
}
