#!/bin/sh
# Builds the archive: tools/build-lib.sh TARGET [FEATURES]
#
# Writes build/TARGET/libcamtls.a (untouched when nothing changed, so that no firmware is linked again for nothing).
# FEATURES is a comma-separated list besides `archive`. The environment gives MBEDTLS_DIR. For comparisons it may also say
# CAMTLS_DEFAULT_FEATURES=0, and with CAMTLS_ARCHIVE where else the archive is to be written.
set -eu

cd "$(dirname "$0")/.."
. tools/rust.sh

target=${1:?usage: tools/build-lib.sh TARGET [FEATURES]}
features=archive${2:+,$2}

# Features that there are, one a line. A chip without a backend is told before anything is built.
there=$(awk '/^\[/ { inside = $0 == "[features]" } inside && /^[a-z0-9-]+ *=/ { print $1 }' Cargo.toml)
for feature in $(echo "$features" | tr , ' '); do
    echo "$there" | grep -qx -- "$feature" && continue
    case $feature in
    chip-*)
        chips=$(echo $(echo "$there" | sed -n 's/^chip-//p'))
        echo "lib: no backend for CHIP=${feature#chip-} (there are: ${chips:-none yet}): leave CHIP unset, everything is then computed by the processor" >&2
        ;;
    *)
        echo "lib: no feature '$feature' (there are: $(echo $(echo "$there" | grep -vxE 'default|archive|host|header|chip-.*')))" >&2
        ;;
    esac
    exit 2
done

rust_for_archive "$target" || {
    echo "lib: no Rust for $target: rustup target add $target, or install Debian's rustc-web cargo-web rust-web-src" >&2
    exit 1
}

"$rust_rustc" --print target-list | grep -qxF -- "$target" || {
    echo "lib: Rust knows no target '$target': thumbv7em-none-eabihf (Cortex-M4, M7), thumbv8m.main-none-eabihf (M33, M55)" >&2
    exit 2
}

# A directory apart from the host's work: crates look at RUSTC_BOOTSTRAP, and would be built anew at each turn.
CARGO_TARGET_DIR=$PWD/build/cargo/archive
export CARGO_TARGET_DIR

described=$target
if [ "$rust_std" = source ]; then
    # RUSTC_BOOTSTRAP: -Zbuild-std is not stable; Debian's compiler ships the sources and their dependencies.
    RUSTC_BOOTSTRAP=1
    export RUSTC_BOOTSTRAP
    case $target in
    *-none-*)
        # Rust keeps a frame pointer in every function of such targets, which nobody reads: 3.7 KB of flash, and no option
        # takes it back. Where core is compiled anew, the target's own description is used without it.
        described=$CARGO_TARGET_DIR/$target.json
        mkdir -p "$CARGO_TARGET_DIR"
        "$rust_rustc" -Zunstable-options --print target-spec-json --target "$target" |
            sed 's/"frame-pointer": "always"/"frame-pointer": "may-omit"/' >"$described.new"
        cmp -s "$described.new" "$described" && rm "$described.new" || mv "$described.new" "$described"
        ;;
    esac
fi

set -- rustc --lib --release --crate-type staticlib --target "$described" --features "$features" --locked
[ "${CAMTLS_DEFAULT_FEATURES:-1}" = 1 ] || set -- "$@" --no-default-features
[ "$rust_std" = prebuilt ] || set -- "$@" -Zbuild-std=core,alloc
# Cargo takes descriptions only when told so, since 1.94 or thereabouts.
[ "$described" = "$target" ] || ! "$rust_cargo" -Z help | grep -q json-target-spec || set -- "$@" -Zjson-target-spec

# No source path of this machine in the archive, and the same archive in every checkout.
sysroot=$("$rust_rustc" --print sysroot)
RUSTFLAGS="${RUSTFLAGS:-} --remap-path-prefix=$PWD=. --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=cargo --remap-path-prefix=$sysroot=rust"
RUSTC=$rust_rustc
export RUSTFLAGS RUSTC

echo "lib: $target, features $features, $("$rust_rustc" --version | cut -d' ' -f1,2), core from $rust_std"
"$rust_cargo" "$@"

made=$CARGO_TARGET_DIR/$target/release/libcamtls.a
archive=${CAMTLS_ARCHIVE:-build/$target/libcamtls.a}
mkdir -p "$(dirname "$archive")"
cmp -s "$made" "$archive" || cp "$made" "$archive"
echo "lib: $archive ($(wc -c <"$archive") bytes)"
