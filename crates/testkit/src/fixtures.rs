//! Small economies as scenario files.

/// Five firms in a chain: mine, refiner, magnet maker, and a device maker at home and abroad. From the third week
/// on magnets need a licence to go abroad; a review takes three weeks. Every number can be followed by hand.
pub const MINIATURE: &str = include_str!("../fixtures/miniature.ron");

/// Two chains of three firms each that share nothing: tin in one, zinc in the other.
pub const TWO_CHAINS: &str = include_str!("../fixtures/two_chains.ron");
