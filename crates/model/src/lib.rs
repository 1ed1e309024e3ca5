//! The model: firms, the network between them, and the economic mechanisms that move them.
//!
//! It knows nothing of policies as plugins, of files or of clocks.

pub mod world;
