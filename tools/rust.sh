# Which Rust does what; sourced by the other scripts, from the root of the tree.
#
# Host work (tests, clippy, tools) takes the first cargo of the PATH, so rustup's where there is one. The archives for
# cameras are built for targets of which a machine rarely has the standard library: plain cargo where it has it,
# otherwise core and alloc are compiled from source (-Zbuild-std), which Debian's compiler does without a network.

# The rust-version of the workspace.
rust_minimum=$(awk -F'"' '$1 ~ /^rust-version/ { print $2; exit }' Cargo.toml)

# rust_is_new_enough RUSTC: at least the minimum.
rust_is_new_enough() {
    command -v "$1" >/dev/null 2>&1 || return 1
    rust_version=$("$1" --version 2>/dev/null | awk '{ print $2 }')
    [ -n "$rust_version" ] || return 1
    [ "$(printf '%s\n%s\n' "$rust_minimum" "$rust_version" | sort -V | head -n 1)" = "$rust_minimum" ]
}

# rust_sources RUSTC: the directory of the standard library's source that belongs to this compiler, if it is there.
rust_sources() {
    rust_sysroot=$("$1" --print sysroot 2>/dev/null) || return 1
    rust_library=$rust_sysroot/lib/rustlib/src/rust/library
    [ -f "$rust_library/core/src/lib.rs" ] && echo "$rust_library"
}

# rust_for_archive TARGET: sets rust_cargo, rust_rustc and rust_std (prebuilt or source); fails where neither is possible.
rust_for_archive() {
    # A target with an operating system brings a standard library that unwinds, which a firmware cannot link.
    case $1 in
    *-none-*)
        if rust_is_new_enough rustc && [ -d "$(rustc --print sysroot)/lib/rustlib/$1/lib" ]; then
            rust_cargo=cargo rust_rustc=rustc rust_std=prebuilt
            return 0
        fi
        ;;
    esac
    for rust_prefix in /usr/bin/ ''; do
        if rust_is_new_enough "${rust_prefix}rustc" && command -v "${rust_prefix}cargo" >/dev/null 2>&1 &&
            rust_sources "${rust_prefix}rustc" >/dev/null; then
            rust_cargo=${rust_prefix}cargo rust_rustc=${rust_prefix}rustc rust_std=source
            return 0
        fi
    done
    return 1
}
