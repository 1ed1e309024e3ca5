//! The SDK inside the binary: scaffolds carry it along, so that they build anywhere and without a network.

/// Sources of the SDK crate by path; `build.rs` lists them.
pub(super) const SOURCES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/sdk.rs"));

/// The C header.
pub(super) const HEADER: &str = include_str!("../../../../policy/include/coercivity_policy.h");

/// The licences under which both may be passed on.
pub(super) const LICENCES: [(&str, &str); 2] = [
    ("LICENSE-MIT", include_str!("../../../../../LICENSE-MIT")),
    ("LICENSE-APACHE", include_str!("../../../../../LICENSE-APACHE")),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sdk_is_whole() {
        let has = |path: &str| SOURCES.iter().any(|source| source.0 == path);
        for path in ["src/lib.rs", "src/abi.rs", "src/export/mod.rs", "src/test_world/mod.rs"] {
            assert!(has(path), "{path} is missing");
        }
        assert!(SOURCES.iter().all(|source| source.0.ends_with(".rs") && !source.0.contains('\\')));
        assert!(HEADER.contains("COERCIVITY_MANIFEST"));
    }
}
