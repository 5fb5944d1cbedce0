//! The `emic` program.

fn main() -> std::process::ExitCode {
    emic::cli::main()
}
