//! The page in headless Chromium with the network off: nothing is asked for, nothing goes wrong, nothing is wider than
//! the window, and the zooming charts work. Without a Chromium the test is left out and says so; where the variable `CI` is
//! set it fails instead.

use crate::fixture::{ensemble, run, sources};
use coercivity_report::render;
use std::{fs, path::Path, process::Command};

const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// Put first into the page: it takes down what goes wrong and, once the page is there, presses every button that zooms.
const PROBE: &str = r#"<script>
var told = [];
window.addEventListener("error", function (event) { told.push("error: " + event.message); }, true);
document.addEventListener("securitypolicyviolation", function (event) { told.push("blocked: " + event.blockedURI + " " + event.violatedDirective); });
["error", "warn"].forEach(function (name) { console[name] = function (words) { told.push(name + ": " + words); }; });
window.addEventListener("load", function () {
  setTimeout(function () {
    document.querySelectorAll(".tools button").forEach(function (button) { if (/Zoom/.test(button.textContent)) { button.click(); } });
    setTimeout(function () {
      var asked = performance.getEntriesByType("resource").map(function (entry) { return entry.name; }).filter(function (name) { return !/^data:/.test(name); });
      var root = document.documentElement;
      var answer = { told: told, asked: asked, charts: document.querySelectorAll(".uplot canvas").length, svgs: document.querySelectorAll("svg[role=img]").length, width: innerWidth, wide: root.scrollWidth };
      document.title = "PROBE" + JSON.stringify(answer) + "PROBE";
    }, 400);
  }, 100);
});
</script>"#;

fn browser() -> Option<&'static str> {
    let works = |name: &&str| {
        Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success())
    };
    BROWSERS.into_iter().find(|name| works(name))
}

/// What the probe found at a width of `width` pixels. A frame gives the page that width: windows cannot be as narrow.
fn look(browser: &str, home: &Path, page: &str, width: u32) -> serde_json::Value {
    let probed = page.replacen("<meta charset=\"utf-8\">", &format!("<meta charset=\"utf-8\">{PROBE}"), 1);
    fs::write(home.join("page.html"), probed).unwrap();
    let frame = format!(
        "<!doctype html><body style='margin:0'><iframe id=f src='page.html' style='border:0;width:{width}px;height:900px'></iframe>\
         <script>setInterval(function () {{ document.title = document.getElementById('f').contentDocument.title; }}, 100)</script>"
    );
    fs::write(home.join("frame.html"), frame).unwrap();
    let output = Command::new(browser)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
        ])
        .args([
            "--host-resolver-rules=MAP * ~NOTFOUND",
            "--allow-file-access-from-files",
            "--virtual-time-budget=8000",
        ])
        .arg(format!("--user-data-dir={}", home.join("profile").display()))
        .args(["--window-size=1400,900", "--dump-dom"])
        .arg(format!("file://{}", home.join("frame.html").display()))
        .output()
        .unwrap();
    let dom = String::from_utf8_lossy(&output.stdout)
        .replace("&amp;", "&")
        .replace("&lt;", "<")
        .replace("&gt;", ">");
    let answer = dom
        .split("PROBE")
        .nth(1)
        .unwrap_or_else(|| panic!("no answer: {dom}\n{}", String::from_utf8_lossy(&output.stderr)));
    serde_json::from_str(answer).unwrap()
}

#[test]
fn the_page_needs_no_network_and_fits_a_desk_and_a_hand() {
    let Some(browser) = browser() else {
        assert!(
            std::env::var_os("CI").is_none(),
            "CI is set and there is no Chromium: install it, or unset CI"
        );
        eprintln!("SKIPPED: no Chromium is installed, so the page was not looked at in a browser");
        return;
    };
    let home = tempfile::tempdir().unwrap();
    let [a, many] = ["a", "many"].map(|name| home.path().join(name));
    run(&a, "A title");
    ensemble(&many);
    let page = render(&sources(&[&a, &many])).unwrap();
    for width in [1280, 390] {
        let seen = look(browser, home.path(), &page, width);
        assert_eq!(seen["told"], serde_json::json!([]), "at {width}");
        assert_eq!(seen["asked"], serde_json::json!([]), "at {width}");
        assert_eq!(seen["width"], width);
        assert!(seen["wide"].as_u64() <= Some(width.into()), "wider than the window at {width}: {seen}");
        assert!(seen["charts"].as_u64() > Some(5) && seen["svgs"].as_u64() > Some(8), "{seen}");
    }
}
