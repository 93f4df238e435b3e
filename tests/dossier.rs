//! Dossiers: what is on the page, that it is inert, and that a browser opens it without a complaint or a request.

use super::plot::{elements, inert};
use eccn::law::{Law, Posture};
use eccn::report::dossier::Dossier;
use eccn::{catalog, datasheet};
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;

fn page(name: &str, date: &str) -> (String, String) {
    let part = catalog::find(name).one().expect("one");
    let statute = Law::embedded().at(date.parse().expect("a date"), Posture::Text).expect("covered");
    let question = Default::default();
    let dossier = Dossier::new(&part, &statute, &question, Vec::new());
    (dossier.to_html(), dossier.to_markdown())
}

fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_eccn")).args(arguments).output().expect("runs");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn a_page_holds_what_the_answer_rests_on() {
    let (html, markdown) = page("H20 96GB", "2024-01-01");
    inert(&html);
    for text in [
        "3A991.p.1",
        "TPP 32 below 2400 (3A090.b.1)",
        "GPU: 2,368 = 296 TFLOPS FP8 dense × 8",
        "datasheets/nvidia/h20-96gb.md:19:16",
        "15 CFR part 774, Supplement No. 1, 3A090.b.1; 88 FR 73458",
        "2023-11-17",
        "Not legal advice",
        Law::embedded().hash(),
    ] {
        let found = |page: &str, text: &str| page.contains(text);
        assert!(found(&html, text), "{text}");
        let plain = text.replace('[', "\\[").replace('_', "\\_");
        assert!(found(&markdown, &plain) || found(&markdown, text), "{text}");
    }
    let (elements, _) = elements(&html);
    let count = |wanted: &str| elements.iter().filter(|(name, _)| name == wanted).count();
    assert_eq!((count("svg"), count("h1")), (2, 1));
    assert!(count("blockquote") > 5);
    let links = elements.iter().filter(|(name, _)| name == "a").flat_map(|(_, attributes)| attributes);
    assert!(
        links.filter(|(key, value)| key == "href" && value.starts_with("https://")).count() > 0,
        "sources are links"
    );
    // Every link inside the page leads somewhere.
    let ids: Vec<&String> =
        elements.iter().flat_map(|(_, all)| all).filter(|(key, _)| key == "id").map(|(_, id)| id).collect();
    for (_, target) in
        elements.iter().flat_map(|(_, all)| all).filter(|(key, value)| key == "href" && value.starts_with('#'))
    {
        assert!(ids.iter().any(|id| **id == target[1..]), "{target}");
    }
}

#[test]
fn every_part_of_the_catalog_has_a_page_that_is_inert() {
    let statutes = ["2023-01-01", "2026-07-23"]
        .map(|date| Law::embedded().at(date.parse().expect("a date"), Posture::Text).expect("covered"));
    let question = Default::default();
    for (index, entry) in catalog::entries().enumerate().filter(|(index, _)| index % 5 == 0) {
        let part = entry.part().expect("in order");
        let dossier = Dossier::new(&part, &statutes[index % 2], &question, Vec::new());
        inert(&dossier.to_html());
        assert_eq!(dossier.to_html(), Dossier::new(&part, &statutes[index % 2], &question, Vec::new()).to_html());
    }
}

/// A part file in which everything that can be a text is an attempt.
const HOSTILE: &str = r#"
name = "<script>alert(1)</script> \" onload=\"x"
vendor = "</title><svg/onload=alert(2)>"
market = "datacenter <img src=x onerror=alert(3)>"
notes = ["<iframe src=https://evil.example/>", "a *b* [c](javascript:alert(4)) ]]> <!-- -->"]

[[unit]]
name = "'><b>"
rates = { fp8 = "250 TFLOPS dense" }

[[die]]
name = "--></style><script>x</script>"
area = "294 mm²"
node = "TSMC 4N"

[sources]
1 = "javascript:alert(5) (<script>)"
2 = "https://a.example/\"onmouseover=\"alert(6)"
"#;

#[test]
fn what_others_write_is_a_text_and_nothing_else() {
    let part = match datasheet::parse_toml(HOSTILE, "hostile.toml") {
        Ok(part) => part,
        Err(errors) => panic!("{errors}"),
    };
    let statute = Law::embedded().at("2024-01-01".parse().expect("a date"), Posture::Text).expect("covered");
    let question = Default::default();
    let dossier = Dossier::new(&part, &statute, &question, Vec::new());
    let html = dossier.to_html();
    inert(&html);
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "the name is shown");
    let (elements, _) = elements(&html);
    let hrefs: Vec<&str> = elements
        .iter()
        .filter(|(name, _)| name == "a")
        .flat_map(|(_, attributes)| attributes)
        .filter(|(key, value)| key == "href" && !value.starts_with('#'))
        .map(|(_, value)| value.as_str())
        .collect();
    assert_eq!(hrefs, ["https://a.example/&quot;onmouseover=&quot;alert(6)"]);
    let markdown = dossier.to_markdown();
    assert!(
        !markdown.contains('<') || markdown.matches('<').count() == markdown.matches("<https://").count(),
        "{markdown}"
    );
    // A bracket that is escaped closes no link.
    assert!(!markdown.replace("\\]", "").contains("]("), "{markdown}");
}

#[test]
fn the_command_writes_pages_with_hashes_of_what_it_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str| folder.path().join(name).to_str().expect("text").to_owned();
    let (one, two) = (file("one.html"), file("two.html"));
    for output in [&one, &two] {
        assert_eq!(
            run(&["dossier", "L4", "--as-of", "2024-01-01", "-o", output]),
            (Some(0), String::new(), String::new())
        );
    }
    let page = std::fs::read_to_string(&one).expect("written");
    assert_eq!(page, std::fs::read_to_string(&two).expect("written"));
    // sha256sum datasheets/nvidia/l4.md
    let part = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/datasheets/nvidia/l4.md")).expect("there");
    let sum = <sha2::Sha256 as sha2::Digest>::digest(part).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    assert!(page.contains(&sum) && page.contains("input datasheets/nvidia/l4.md (SHA-256)"));
    let design = file("design.md");
    let flags = ["--rate", "fp8=250", "--datacenter", "yes", "--as-of", "2024-01-01"];
    let arguments: Vec<&str> = ["dossier", "-o", &design].into_iter().chain(flags).collect();
    assert_eq!(run(&arguments).0, Some(0));
    let text = std::fs::read_to_string(&design).expect("written");
    assert!(
        text.contains("depends: 3A090.a.2 or 3A090.b.2 or 3A991.p.1") && text.contains("input &lt;command line&gt;"),
        "{text}"
    );
    let (code, _, told) = run(&["dossier", "h100", "-o", &file("x.html")]);
    assert!(code == Some(2) && told.contains("a dossier is about one part, and this names"), "{told}");
    let (code, _, told) = run(&["dossier", "L4", "-o", &file("x.pdf")]);
    assert!(code == Some(2) && told.contains("a dossier is written as .html or .md"), "{told}");
    assert!(!Path::new(&file("x.html")).exists());
}

/// A browser that can be started without a window.
fn browser() -> Option<PathBuf> {
    let paths = std::env::var_os("PATH")?;
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let mut all = std::env::split_paths(&paths).flat_map(|folder| names.map(|name| folder.join(name)));
    all.find(|path| path.is_file())
}

/// What a browser says on the console of a page, and what it asks a proxy for.
fn open(browser: &Path, page: &Path, folder: &Path) -> (Vec<String>, Vec<String>) {
    let proxy = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = proxy.local_addr().expect("an address");
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let log = asked.clone();
    std::thread::spawn(move || {
        for stream in proxy.incoming() {
            let Ok(mut stream) = stream else { return };
            let _ = stream.set_read_timeout(Some(Duration::from_secs(2)));
            let mut bytes = [0; 2048];
            let count = stream.read(&mut bytes).unwrap_or_default();
            let line = String::from_utf8_lossy(&bytes[..count]).lines().next().unwrap_or_default().to_owned();
            log.lock().expect("whole").push(line);
            let _ = stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        }
    });
    let output = Command::new(browser)
        .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-default-apps"])
        .args(["--disable-extensions", "--enable-logging=stderr", "--virtual-time-budget=3000", "--dump-dom"])
        .arg(format!("--proxy-server=http://{address}"))
        .arg("--proxy-bypass-list=<-loopback>")
        .arg(format!("--user-data-dir={}", folder.join("profile").display()))
        .arg(format!("file://{}", page.display()))
        .output()
        .expect("the browser starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    let console = told.lines().filter(|line| line.contains("CONSOLE")).map(str::to_owned).collect();
    // What the browser asks its own maker for is not the page's.
    let own = ["google.com", "googleapis.com", "gvt1.com", "gstatic.com"];
    let asked = asked
        .lock()
        .expect("whole")
        .iter()
        .filter(|line| !own.iter().any(|host| line.contains(host)))
        .cloned()
        .collect();
    (console, asked)
}

#[test]
fn a_browser_opens_a_page_without_a_complaint_or_a_request() {
    let Some(browser) = browser() else {
        eprintln!("skipped: no Chromium or Chrome is on the PATH");
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    // A page that does what ours must not, to see that it would be seen.
    let control = folder.path().join("control.html");
    let text = "<!DOCTYPE html><title>x</title><img src=\"http://canary.example/x.png\"><script>console.error('seen')</script>";
    std::fs::write(&control, text).expect("written");
    let (console, asked) = open(&browser, &control, folder.path());
    assert!(console.iter().any(|line| line.contains("seen")), "{console:?}");
    assert!(asked.iter().any(|line| line.contains("canary.example")), "{asked:?}");
    let part = datasheet::parse_toml(HOSTILE, "hostile.toml").expect("reads");
    let statute = Law::embedded().at("2024-01-01".parse().expect("a date"), Posture::Text).expect("covered");
    let question = Default::default();
    let hostile = Dossier::new(&part, &statute, &question, Vec::new()).to_html();
    for (name, html) in [("h20", page("H20 96GB", "2024-01-01").0), ("hostile", hostile)] {
        let file = folder.path().join(format!("{name}.html"));
        std::fs::write(&file, html).expect("written");
        let (console, asked) = open(&browser, &file, folder.path());
        assert_eq!((console, asked), (Vec::<String>::new(), Vec::<String>::new()), "{name}");
    }
}
