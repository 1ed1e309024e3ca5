//! A program that runs a plugin for another process and does nothing else: the other side of isolated plugins, for
//! tests and benchmarks. The program `coercivity` brings its own.

fn main() -> std::process::ExitCode {
    coercivity_host::serve()
}
