//! Spec rows for the comparison with other tools: the same rows for the same seed, on every machine.
//!
//! `generate_rows rows` prints rows as analysts have them. `generate_rows boundary` prints rows that lie on a
//! threshold or one last digit beside it, with the right answer in the last column. All arithmetic is in integers.

use std::env;
use std::io::{self, Write};
use std::process::ExitCode;

const USAGE: &str = "usage: generate_rows rows|boundary [--rows N] [--seed N]";
const HEADER: &str = "part,vendor,fp64_tflops,fp32_tflops,fp16_dense_tflops,bf16_dense_tflops,\
                      fp8_dense_tflops,int8_dense_tops,die_area_mm2,planar,datacenter,tdp_w";
const BITS: [u64; 6] = [64, 32, 16, 16, 8, 8];
const SERIES: [&str; 6] = ["Aurora", "Basalt", "Cirrus", "Dorado", "Helix", "Vega"];
const FORMS: [&str; 4] = ["OAM 192 GB", "SXM 96 GB", "PCIe 48 GB", "MCM 128 GB"];
const VENDORS: [&str; 6] = ["Acme", "Borealis", "Cobalt Labs", "Delta", "Evergreen", "Fjord"];

/// Splitmix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(n)) >> 64) as u64
    }

    fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high - low + 1)
    }

    fn percent(&mut self, n: u64) -> bool {
        self.below(100) < n
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len() as u64) as usize]
    }
}

/// A number as printed: `units` of its last decimal.
#[derive(Clone, Copy)]
struct Number {
    units: u64,
    decimals: u32,
}

impl Number {
    /// `thousandths` cut to so many decimals, or to three where nothing would be left.
    fn cut(thousandths: u64, decimals: u32) -> Self {
        match thousandths / 10_u64.pow(3 - decimals) {
            0 => Self { units: thousandths.max(1), decimals: 3 },
            units => Self { units, decimals },
        }
    }

    /// `thousandths` with nothing lost, in any number of decimals up to `most` that can hold them.
    fn exact(thousandths: u64, most: u32, random: &mut Random) -> Self {
        let needed = (0..=3).find(|&d| thousandths.is_multiple_of(10_u64.pow(3 - d))).unwrap_or(3);
        let decimals = random.between(needed.into(), most.into()) as u32;
        Self { units: thousandths / 10_u64.pow(3 - decimals), decimals }
    }

    fn thousandths(self) -> u64 {
        self.units * 10_u64.pow(3 - self.decimals)
    }

    /// One last digit down (0), nowhere (1) or up (2).
    fn nudged(self, step: u64) -> Self {
        Self { units: self.units + step - 1, ..self }
    }

    fn print(self, out: &mut Vec<u8>) {
        let mut text = [0; 24];
        let mut at = text.len();
        let mut left = self.units;
        let mut printed = 0;
        loop {
            at -= 1;
            text[at] = b'0' + (left % 10) as u8;
            left /= 10;
            printed += 1;
            if printed > self.decimals && left == 0 {
                break;
            }
            if printed == self.decimals {
                at -= 1;
                text[at] = b'.';
            }
        }
        out.extend_from_slice(&text[at..]);
    }
}

struct Row {
    rates: [Option<Number>; 6],
    area: Option<Number>,
    planar: &'static str,
    datacenter: &'static str,
}

impl Row {
    fn print(&self, number: u64, random: &mut Random, out: &mut Vec<u8>) {
        let (series, form) = (random.pick(&SERIES), random.pick(&FORMS));
        let quoted = random.percent(1);
        if quoted {
            out.push(b'"');
        }
        out.extend_from_slice(series.as_bytes());
        out.push(b'-');
        Number { units: number, decimals: 0 }.print(out);
        if quoted {
            out.push(b',');
        }
        out.push(b' ');
        out.extend_from_slice(form.as_bytes());
        if quoted {
            out.push(b'"');
        }
        out.push(b',');
        out.extend_from_slice(random.pick(&VENDORS).as_bytes());
        for cell in self.rates.iter().chain([&self.area]) {
            out.push(b',');
            if let Some(number) = cell {
                number.print(out);
            }
        }
        for text in [self.planar, self.datacenter] {
            out.push(b',');
            out.extend_from_slice(text.as_bytes());
        }
        out.push(b',');
        Number { units: random.between(15, 1400), decimals: 0 }.print(out);
    }

    /// The class, where all that matters is given and the part is for datacenters and not planar.
    fn class(&self) -> &'static str {
        let tpp = (self.rates.iter().zip(BITS)).filter_map(|(rate, bits)| Some(rate.as_ref()?.thousandths() * bits));
        let tpp = tpp.max().expect("a rate");
        let area = self.area.expect("an area").thousandths();
        let dense = |hundredths: u64| 100 * tpp >= hundredths * area;
        let reaches = |limit: u64| tpp >= limit * 1000;
        if reaches(4800) || reaches(1600) && dense(592) {
            "a"
        } else if reaches(2400) && dense(160) || reaches(1600) && dense(320) {
            "b"
        } else {
            "none"
        }
    }
}

/// A row as analysts have it: TPP from 10 to 30,000, evenly over the magnitudes, one number cell in ten empty.
fn plain(random: &mut Random) -> Row {
    const STEPS: [u64; 8] = [10, 30, 100, 300, 1000, 3000, 10_000, 30_000];
    let step = random.below(7) as usize;
    let tpp = random.between(STEPS[step] * 1000, STEPS[step + 1] * 1000);
    let rates = BITS.map(|bits| {
        let rate = Number::cut((tpp / bits) >> random.below(4), random.below(4) as u32);
        (!random.percent(10)).then_some(rate)
    });
    let area = Number::cut(random.between(50_000, 900_000), random.below(3) as u32);
    Row {
        rates,
        area: (!random.percent(10)).then_some(area),
        planar: if random.percent(3) { "yes" } else { "no" },
        datacenter: match random.below(100) {
            0..4 => "",
            4..40 => "no",
            _ => "yes",
        },
    }
}

/// A row on one of the six thresholds or, every second time, one last digit beside it, where the class changes.
fn boundary(random: &mut Random) -> Row {
    let format = random.below(6) as usize;
    let bits = BITS[format];
    let kind = random.below(6);
    let (rate, area) = match kind {
        // TPP, with areas (mm²) that make it decide.
        0..3 => {
            let (tpp, low, high) = [(1600, 50, 499), (2400, 751, 1499), (4800, 811, 3000)][kind as usize];
            (tpp * 1000 / bits, random.between(low * 100, high * 100) * 10)
        }
        // Performance density in hundredths, with TPPs that make it decide, on areas for which the rate has at most
        // three decimals: rate in thousandths = density × area / (10 × bits), the area in hundredths of a mm².
        _ => {
            let (density, low, high) = [(160, 2400, 4800), (320, 1600, 2400), (592, 1600, 4800)][kind as usize - 3];
            let step = 10 * bits / greatest_common_divisor(10 * bits, density);
            let area = step * random.between(low * 10_000 / density / step + 1, high * 10_000 / density / step - 1);
            (density * area / (10 * bits), area * 10)
        }
    };
    let step = [0, 1, 1, 2][random.below(4) as usize];
    let nudge_area = kind >= 3 && random.percent(50);
    let several = random.percent(50);
    let rates = std::array::from_fn(|other| {
        if other == format {
            let rate = Number::exact(rate, 3, random);
            Some(if nudge_area { rate } else { rate.nudged(step) })
        } else if several && random.percent(50) {
            let shift = random.between(1, 3);
            Some(Number::cut((rate * bits / BITS[other]) >> shift, random.below(4) as u32))
        } else {
            None
        }
    });
    let area = Number::exact(area, 2, random);
    let area = if nudge_area { area.nudged(step) } else { area };
    Row { rates, area: Some(area), planar: "no", datacenter: "yes" }
}

fn greatest_common_divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

fn generate(with_answers: bool, rows: u64, seed: u64) -> io::Result<()> {
    const FULL: usize = 1 << 20;
    let mut random = Random(seed);
    let mut stdout = io::stdout().lock();
    let mut out = Vec::with_capacity(FULL + 1000);
    out.extend_from_slice(HEADER.as_bytes());
    out.extend_from_slice(if with_answers { b",expected\n" } else { b"\n" });
    for number in 1..=rows {
        if with_answers {
            let row = boundary(&mut random);
            row.print(number, &mut random, &mut out);
            out.push(b',');
            out.extend_from_slice(row.class().as_bytes());
        } else {
            plain(&mut random).print(number, &mut random, &mut out);
        }
        out.push(b'\n');
        if out.len() >= FULL {
            stdout.write_all(&out)?;
            out.clear();
        }
    }
    stdout.write_all(&out)?;
    stdout.flush()
}

fn main() -> ExitCode {
    let Some((with_answers, rows, seed)) = arguments() else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    match generate(with_answers, rows, seed) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            eprintln!("generate_rows: {error}");
            ExitCode::FAILURE
        }
        _ => ExitCode::SUCCESS,
    }
}

fn arguments() -> Option<(bool, u64, u64)> {
    let mut arguments = env::args().skip(1);
    let (with_answers, mut rows) = match arguments.next()?.as_str() {
        "rows" => (false, 10_000_000),
        "boundary" => (true, 200_000),
        _ => return None,
    };
    let mut seed = 1;
    while let Some(flag) = arguments.next() {
        let value = arguments.next()?.parse().ok()?;
        match flag.as_str() {
            "--rows" => rows = value,
            "--seed" => seed = value,
            _ => return None,
        }
    }
    Some((with_answers, rows, seed))
}
