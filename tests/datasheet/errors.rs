//! Whole messages, as a reader sees them.

use super::bad;
use eccn::datasheet::{DatasheetErrorKind, MAX_BYTES, MAX_ERRORS, parse};

#[test]
fn unknown_label_with_a_near_one() {
    assert_eq!(
        bad("# X\n- Vendro: ACME\n"),
        "\
test.md:2:3: unknown label \"Vendro\"
  |
2 | - Vendro: ACME
  |   ^^^^^^
  = help: did you mean \"Vendor\"?"
    );
}

#[test]
fn wrong_unit_behind_a_character_of_two_bytes() {
    assert_eq!(
        bad("# X\n| Die area (max. ä) | 3 |\nDie area: 814 mm² or 3 parsecs\n"),
        "\
test.md:2:3: unknown label \"Die area (max. ä)\"
  |
2 | | Die area (max. ä) | 3 |
  |   ^^^^^^^^^^^^^^^^^
  = expected a label such as Vendor, Die area, Memory bandwidth, or a format such as FP16 tensor

test.md:3:24: \"parsecs\" is not a unit of this
  |
3 | Die area: 814 mm² or 3 parsecs
  |                        ^^^^^^^
  = expected an area in mm²"
    );
}

#[test]
fn tabs_and_wide_characters_keep_the_caret_in_place() {
    assert_eq!(
        bad("# X\n\tINT8:\t4 TOPS 稀疏 [1]\n"),
        "\
test.md:2:15: \"稀疏\" is not understood here
  |
2 |     INT8:    4 TOPS 稀疏 [1]
  |                     ^^^^
  = expected a unit, a word such as `dense` or `with sparsity`, a mark such as `[1]`, or `;` and another value"
    );
}

#[test]
fn row_with_a_cell_too_many() {
    assert_eq!(
        bad("# X\n| Format | Rate |\n| --- | --- |\n| INT8 | 4 TOPS | 5 |\n"),
        "\
test.md:4:1: this row has 3 cells
  |
4 | | INT8 | 4 TOPS | 5 |
  | ^^^^^^^^^^^^^^^^^^^^^
  = expected 2 cells, as in the table's first row
  = help: write `\\|` for a bar inside a cell"
    );
}

#[test]
fn the_same_label_twice() {
    assert_eq!(
        bad("# X\nVendor: A\nMaker: B\n"),
        "\
test.md:3:1: \"Maker\" is given twice
  |
3 | Maker: B
  | ^^^^^"
    );
}

#[test]
fn marks_without_their_note() {
    assert_eq!(
        bad("# X\nINT8†: 4 TOPS [9]\n"),
        "\
test.md:2:5: the mark † has no note
  |
2 | INT8†: 4 TOPS [9]
  |     ^
  = expected a line that begins with †"
    );
    assert_eq!(
        bad("# X\nINT8: 4 TOPS [9]\n"),
        "\
test.md:2:15: footnote [9] has no source
  |
2 | INT8: 4 TOPS [9]
  |               ^
  = expected a line `[9]: …` under `## Sources`"
    );
}

#[test]
fn a_decimal_comma() {
    assert_eq!(
        bad("# X\nINT8: 1,5 TOPS\n"),
        "\
test.md:2:7: \"1,5\" is not a number
  |
2 | INT8: 1,5 TOPS
  |       ^^^
  = help: a comma separates thousands, in groups of three digits; the decimal sign is a point"
    );
}

#[test]
fn what_is_wrong_in_one_line_each() {
    for (text, message) in [
        ("Vendor: A\n", "the part has no name"),
        ("# X\n# Y\n", "a second title"),
        ("# X\n### Y\n", "a heading of this level has no meaning here"),
        ("# X\n## Dice\n", "unknown section \"Dice\""),
        ("# X\nSome prose.\n", "\"Some prose.\" has no label"),
        ("# X\n: 4\n", "\": 4\" has no label"),
        ("# X\nVendor:\n", "\"Vendor\" has no value"),
        ("# X\nName: Y\n", "the title already names the part"),
        ("# X\nForm: sheet\n", "\"sheet\" is not understood"),
        ("# X\nINT8: 4\n", "this number has no unit"),
        ("# X\nINT8: 4 mm²\n", "\"mm²\" is not a unit of this"),
        ("# X\nINT8: -4 TOPS\n", "\"-4\" is not a number"),
        ("# X\nINT8: ~4 TOPS\n", "\"~4 TOPS\" is not a number"),
        ("# X\nINT8: 4 TOPS;\n", "a value is missing"),
        ("# X\nINT8: 4 TOPS; 5 TOPS\n", "there is such a rate of INT8 already"),
        ("# X\nINT8 dense: 4 TOPS sparse\n", "the label or the column says otherwise of this value"),
        ("# X\nINT8: 4 TOPS dense sparse\n", "this contradicts an earlier word about the same number"),
        ("# X\nINT8: 9 to 4 TOPS\n", "a range goes from its smaller value to its larger one"),
        ("# X\nINT8: below 0 TOPS\n", "nothing is below 0"),
        ("# X\nINT8: 1e70 TOPS\n", "out of range: the exponent 70 is beyond the bound of 64"),
        ("# X\nINT8: 1e20 TOPS\n", "out of range: the largest value accepted is 10^12 TOPS"),
        ("# X\nDie area: 8 mm² dense\n", "this word has no meaning for such a value"),
        ("# X\nDie area: 8 mm²; 9 mm²\n", "one value is expected here, and this is a second one"),
        ("# X\nDie count: 1.5\n", "this is not a count"),
        ("# X\n## Processing unit: A\n## Processing unit: A\n", "the processing unit \"A\" is given twice"),
        ("# X\n## Links\nNVLink: 4 GB/s\nNVLink: 5 GB/s\n", "the link \"NVLink\" is given twice"),
        ("# X\n## Sources\n- https://example.org\n", "this is no source"),
        ("# X\n## Sources\n- [1]: a\n- [1]: b\n", "source [1] is given twice"),
        (
            "# X\nDie area: 8 mm²\n## Dies\n| Die | Area |\n| -- | -- |\n| A | 8 mm² |\n",
            "the table of dies describes the dies already",
        ),
        ("# X\n| Die | Weight |\n| -- | -- |\n| A | 8 |\n", "unknown column \"Weight\" of a table of dies"),
        (
            "# X\n| F | Dense | Color |\n|--|--|--|\n| INT8 | 1 TOPS | 8 |\n",
            "this stands under \"Color\", which is not understood",
        ),
    ] {
        let errors = parse(text, "test.md").unwrap_err();
        let messages: Vec<&str> = errors.iter().map(|error| error.message()).collect();
        assert_eq!(messages, [message], "for {text:?}");
    }
}

#[test]
fn all_errors_are_reported_up_to_a_bound() {
    let errors = parse("# X\nVendro: A\nINT8: 4 parsecs\nLeft over\n", "test.md").unwrap_err();
    let lines: Vec<u32> = errors.iter().map(|error| error.line()).collect();
    assert_eq!(lines, [2, 3, 4]);
    assert!(!errors.stopped());
    let errors = parse(&"Vendro: A\n".repeat(1000), "test.md").unwrap_err();
    assert_eq!(errors.iter().count(), MAX_ERRORS);
    assert!(errors.stopped() && errors.to_string().ends_with("stopped after 50 errors"));
}

#[test]
fn an_error_carries_its_parts() {
    let errors = parse("# X\nDie area: 814 mm² or 3 parsecs\n", "a/b.md").unwrap_err();
    let error = errors.iter().next().unwrap();
    assert_eq!((error.file(), error.line(), error.column()), ("a/b.md", 2, 24));
    assert_eq!(&error.line_text()[error.span()], "parsecs");
    assert_eq!(error.kind(), DatasheetErrorKind::Value);
    assert_eq!(error.expected(), Some("an area in mm²"));
    assert_eq!(error.suggestion(), None);
}

#[test]
fn too_much_is_refused_at_once() {
    let errors = parse(&"x".repeat(MAX_BYTES + 1), "big.md").unwrap_err();
    assert_eq!(
        errors.to_string(),
        format!("big.md:1:1: a file of {} bytes; the largest file read has {MAX_BYTES}", MAX_BYTES + 1)
    );
    let errors = parse(&format!("# X\nINT8: {} TOPS\n", "1 or ".repeat(2_000_000)), "big.md").unwrap_err();
    assert!(errors.to_string().contains("the longest line read has"));
    assert!(errors.to_string().len() < 1000, "a long line is not repeated in its error");
}
