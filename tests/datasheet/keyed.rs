//! TOML and JSON part files.

use super::good;
use eccn::datasheet::{parse_json, parse_toml, read};
use eccn::part::Part;

const MARKDOWN: &str = r#"
# My NPU

- Vendor: ACME
- Also known as: NPU 1, NPU One
- Released: 2024-05-01
- Form: integrated circuit
- Market: datacenter [1]
- Integrated circuits: 1
- Power: 75 W

## Processing unit: NPU

- Units: 4
- Clock: 1.41 GHz [1]
- FP16 MACs per clock: 1024
- INT8 MACs per clock: 2048
- FP8: 1,979 TFLOPS dense
- FP16 tensor: 989 TFLOPS

## Processing unit: CPU

## Dies

| Die | Role | Count | Area | Process |
| --- | --- | --- | --- | --- |
| compute | compute | 1 | 814 mm² | TSMC 4N, non-planar |

## Memory

- Type: HBM3
- Bandwidth: 3.35 TB/s

## Links

- NVLink: 900 GB/s bidirectional
- PCIe Gen5 x16: 128 GB/s

## Control status

- named in a letter [1]

## Notes

- With a "quote".

## Sources

- [1]: https://example.org (page 3)
"#;

const TOML: &str = r#"
name = "My NPU"
vendor = "ACME"
also-known-as = ["NPU 1", "NPU One"]
released = 2024-05-01
form = "integrated circuit"
market = "datacenter [1]"
integrated_circuits = 1
power = "75 W"
control-status = ["named in a letter [1]"]
notes = ["With a \"quote\"."]
[[unit]]
name = "NPU"
count = 4
clock = "1.41 GHz [1]"
macs = { fp16 = 1024, int8 = 2_048 }
rates = { fp8 = "1,979 TFLOPS dense", "fp16 tensor" = "989 TFLOPS" }
[[unit]]
name = "CPU"
[[die]]
name = "compute"
role = "compute"
count = 1
area = "814 mm²"
node = "TSMC 4N, non-planar"
[memory]
type = "HBM3"
bandwidth = "3.35 TB/s"
[links]
NVLink = "900 GB/s bidirectional"
"PCIe Gen5 x16" = "128 GB/s"
[sources]
1 = "https://example.org (page 3)"
"#;

const JSON: &str = r#"{
  "name": "My NPU", "vendor": "ACME", "also-known-as": ["NPU 1", "NPU One"], "released": "2024-05-01",
  "form": "integrated circuit", "market": "datacenter [1]", "integrated-circuits": 1, "power": "75 W", "tpp": null,
  "control-status": ["named in a letter [1]"], "notes": ["With a \"quote\"."],
  "unit": [
    {"name": "NPU", "count": 4, "clock": "1.41 GHz [1]", "macs": {"fp16": 1024, "int8": 2048},
     "rates": {"fp8": "1,979 TFLOPS dense", "fp16 tensor": "989 TFLOPS"}},
    {"name": "CPU"}
  ],
  "die": [{"name": "compute", "role": "compute", "count": 1, "area": "814 mm²", "node": "TSMC 4N, non-planar"}],
  "memory": {"type": "HBM3", "bandwidth": "3.35 TB/s"},
  "links": {"NVLink": "900 GB/s bidirectional", "PCIe Gen5 x16": "128 GB/s"},
  "sources": {"1": "https://example.org (page 3)"}
}"#;

fn toml(text: &str) -> Part {
    parse_toml(text, "test.toml").unwrap_or_else(|errors| panic!("{errors}"))
}

fn json(text: &str) -> Part {
    parse_json(text, "test.json").unwrap_or_else(|errors| panic!("{errors}"))
}

#[test]
fn three_forms_of_one_part() {
    let part = good(MARKDOWN);
    assert_eq!(toml(TOML), part);
    assert_eq!(json(JSON), part);
    assert_eq!(read(TOML, "a/b.c/npu.TOML").unwrap(), part);
    assert_eq!(read(JSON, "npu.json").unwrap(), part);
    assert_eq!(read(MARKDOWN, "<stdin>").unwrap(), part);
    let errors = read("", "npu.pdf").unwrap_err().to_string();
    assert_eq!(
        errors,
        "npu.pdf:1:1: a file with the extension \"pdf\" is not read\n  = expected .md, .txt, .toml or .json"
    );
}

#[test]
fn numbers_stay_as_they_are_written() {
    // As a binary float this would be 9007199254740993 - 1, and 0.1 would not be a tenth.
    let tpp = |part: Part| part.stated_tpp.unwrap().value.to_string();
    assert_eq!(tpp(toml("name = 'X'\ntpp = 900719925474099.3")), "900719925474099.3 TPP");
    assert_eq!(tpp(json("{\"name\": \"X\", \"tpp\": 900719925474099.3}")), "900719925474099.3 TPP");
    assert_eq!(
        tpp(toml("name = 'X'\ntpp = 0.1000000000000000000000000000000001")),
        "0.1000000000000000000000000000000001 TPP"
    );
    assert_eq!(tpp(json("{\"name\": \"X\", \"tpp\": 1e3}")), "1000 TPP");
}

#[test]
fn values_know_their_place() {
    let place = |part: Part| part.memory.bandwidth.unwrap().location.unwrap().to_string();
    assert_eq!(place(toml(TOML)), "test.toml:28:14");
    assert_eq!(place(json(JSON)), "test.json:11:44");
}

#[test]
fn errors_point_into_the_file() {
    let of_toml = |text: &str| parse_toml(text, "x.toml").unwrap_err().to_string();
    assert_eq!(
        of_toml("name = \"X\"\nvendro = \"A\"\n"),
        "\
x.toml:2:1: unknown key \"vendro\"
  |
2 | vendro = \"A\"
  | ^^^^^^
  = help: did you mean \"vendor\"?"
    );
    assert_eq!(
        of_toml("name = \"X\"\n[memory]\narea = \"ä 8\"\nbandwidth = \"3.35 parsecs\"\n"),
        "\
x.toml:3:9: \"ä 8\" is not a number
  |
3 | area = \"ä 8\"
  |         ^^^
  = expected a number with its unit, a range such as `280 to 320`, or `unknown`

x.toml:4:19: \"parsecs\" is not a unit of this
  |
4 | bandwidth = \"3.35 parsecs\"
  |                   ^^^^^^^
  = expected a bandwidth such as GB/s, TB/s or Gb/s"
    );
    assert_eq!(
        of_toml("name = \"X\"\n[[unit]]\nrates = { \"quux\" = \"3 TOPS\" }\ncount = [1]\n"),
        "\
x.toml:4:9: a list or a table has no meaning here
  |
4 | count = [1]
  |         ^
  = expected a text in quotation marks, or a number"
    );
    assert!(
        of_toml("name = \"X\"\n[[unit]]\nrates = { \"quux\" = \"3 TOPS\" }")
            .starts_with("x.toml:3:12: unknown label \"quux\"")
    );
    assert!(of_toml("name = ").starts_with("x.toml:1:8: "));

    let of_json = |text: &str| parse_json(text, "x.json").unwrap_err().to_string();
    assert_eq!(
        of_json("{\"name\": \"X\",\n \"vendro\": \"A\"}"),
        "\
x.json:2:3: unknown key \"vendro\"
  |
2 |  \"vendro\": \"A\"}
  |   ^^^^^^
  = help: did you mean \"vendor\"?"
    );
    assert!(
        of_json("{\"name\": \"X\", \"memory\": {\"area\": \"8 cm\"}}").starts_with("x.json:1:37: \"cm\" is not a unit")
    );
    assert!(of_json("{\"name\": \"X\", \"tpp\": [1]}").starts_with("x.json:1:22: a list or a table"));
    assert!(of_json("{\"name\": \"X\"").starts_with("x.json:1:12: EOF while parsing"));
    assert!(of_json("{\"name\": \"X\", \"name\": \"Y\"}").contains("duplicate field `name`"));
}
