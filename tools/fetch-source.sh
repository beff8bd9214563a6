#!/bin/sh
# Fetches one upstream source tree from Debian's source packages into build/src/.
#
#   tools/fetch-source.sh micropython|mbedtls
#
# Prints the directory of the unpacked tree on its last line. The orig tarball is pinned by version and
# SHA-256; where the pinned version has left the archive, the newest fitting one is taken and a line says so.
# The apt configuration is private (build/apt/) and derived from the machine's own: same mirror, same keyring,
# with `deb-src` and another suite. Nothing of the machine's configuration is changed.
set -eu

cd "$(dirname "$0")/.."
source_name=${1:?usage: tools/fetch-source.sh micropython|mbedtls}

case $source_name in
mbedtls)
    pinned_version=3.6.7
    pinned_tarball=mbedtls_3.6.7.orig.tar.bz2
    pinned_sha256=a7e8bcbec0e6f761b4af24f25677626b35f762f68eef79c08677a363212d11f6
    fitting='^3\.6\.'
    variable=MBEDTLS_DIR
    proof=include/mbedtls/build_info.h
    ;;
micropython)
    pinned_version=1.26.1
    pinned_tarball=micropython_1.26.1+ds.orig.tar.xz
    pinned_sha256=f5ad2ec89d3e921f753d448955af98b6005655f84ba26087dde6ba0e8d062f34
    fitting='^1\.(2[5-9]|[3-9][0-9])'
    variable=MICROPYTHON_DIR
    proof=py/mpconfig.h
    ;;
*)
    echo "fetch-source: unknown source '$source_name' (micropython or mbedtls)" >&2
    exit 2
    ;;
esac

refuse() {
    echo "fetch-source: $1; or set $variable=/path/to/an/unpacked/tree" >&2
    exit 1
}

tree=build/src/$source_name
if [ -f "$tree/$proof" ] && [ -f "$tree/.version" ]; then
    echo "$PWD/$tree"
    exit 0
fi

for program in apt-get dpkg-source sha256sum; do
    command -v $program >/dev/null 2>&1 ||
        refuse "this step needs $program (Debian package apt or dpkg-dev)"
done

private=$PWD/build/apt
mkdir -p "$private/lists/partial" "$private/cache/archives/partial" build/src build/download

# The machine's own Debian mirror and keyring: the first enabled `deb` entry that offers component main.
mirror_and_keyring() {
    for file in /etc/apt/sources.list.d/*.sources; do
        [ -f "$file" ] || continue
        awk '
            function answer() {
                if (types ~ /deb/ && suites !~ /security/ && enabled !~ /no/ && uri ~ /debian/ && suites !~ /\/$/)
                    { print uri, (signed == "" ? "-" : signed); found = 1; exit }
                types = suites = uri = signed = enabled = ""
            }
            /^#/ { next }
            /^[ \t]*$/ { answer(); next }
            tolower($1) == "types:" { types = $0 }
            tolower($1) == "suites:" { suites = $0 }
            tolower($1) == "enabled:" { enabled = $2 }
            tolower($1) == "uris:" { uri = $2 }
            tolower($1) == "signed-by:" { signed = $2 }
            END { if (!found) answer() }
        ' "$file"
    done
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
        [ -f "$file" ] || continue
        awk '$1 == "deb" {
            signed = "-"
            if (match($0, /signed-by=[^] ]+/)) signed = substr($0, RSTART + 10, RLENGTH - 10)
            sub(/\[[^]]*\]/, "")
            if ($2 ~ /debian/ && $3 !~ /security/) { print $2, signed; exit }
        }' "$file"
    done
}

set -- $(mirror_and_keyring | head -n 1)
[ $# -eq 2 ] || refuse "no Debian mirror in this machine's apt configuration"
mirror=$1
keyring=$2
option=
[ "$keyring" = - ] || option="[signed-by=$keyring]"

{
    for suite in sid trixie; do
        echo "deb-src $option $mirror $suite main"
    done
} >"$private/sources.list"

# A mirror that is synchronised seldom has an index past its date: the tarballs are pinned, the signature is checked.
apt_private() {
    apt-get -q \
        -o Dir::Etc::sourcelist="$private/sources.list" -o Dir::Etc::sourceparts=- \
        -o Dir::State::lists="$private/lists" -o Dir::Cache="$private/cache" \
        -o Dir::Etc::preferences=- -o Dir::Etc::preferencesparts=- \
        -o APT::Get::List-Cleanup=0 -o Acquire::Retries=3 -o Acquire::Check-Valid-Until=false "$@"
}

if [ ! -f "$private/updated" ]; then
    echo "fetch-source: reading the source index of Debian" >&2
    apt_private update >"$private/log" 2>&1 || refuse "the source index could not be read (see build/apt/log; no network?)"
    grep -q '^[EW]: .*Failed to fetch' "$private/log" && refuse "the source index could not be read (see build/apt/log; no network?)"
    touch "$private/updated"
fi

# All versions on offer, newest first.
versions=$(apt-cache \
    -o Dir::Etc::sourcelist="$private/sources.list" -o Dir::Etc::sourceparts=- \
    -o Dir::State::lists="$private/lists" -o Dir::Cache="$private/cache" \
    showsrc "$source_name" 2>/dev/null | awk '$1 == "Version:" { print $2 }' | sort -u -V -r)
[ -n "$versions" ] || refuse "Debian offers no source package '$source_name'"

chosen=
for version in $versions; do
    case $version in
    "$pinned_version"[-+]*) chosen=$version; break ;;
    esac
done
if [ -z "$chosen" ]; then
    chosen=$(echo "$versions" | grep -E "$fitting" | head -n 1)
    [ -n "$chosen" ] || refuse "no fitting version of $source_name in Debian (there are: $(echo $versions))"
    echo "fetch-source: $source_name $pinned_version is no longer offered; taking $chosen, which is not pinned" >&2
fi

echo "fetch-source: downloading the source package $source_name $chosen" >&2
(cd build/download && apt_private source --download-only "$source_name=$chosen" >>"$private/log" 2>&1) ||
    refuse "the download of $source_name $chosen failed (see build/apt/log; no network?)"

if [ -f "build/download/$pinned_tarball" ]; then
    echo "$pinned_sha256  build/download/$pinned_tarball" | sha256sum --check --quiet - >&2 ||
        refuse "build/download/$pinned_tarball is not the tarball that this project pins"
fi

rm -rf "$tree" "$tree.unpacking"
dpkg-source --no-check -x "build/download/${source_name}_$(echo "$chosen" | sed 's/^[0-9]*://').dsc" "$tree.unpacking" >>"$private/log" 2>&1 ||
    refuse "the source package could not be unpacked (see build/apt/log)"
[ -f "$tree.unpacking/$proof" ] || refuse "the source package has no $proof"
echo "$chosen" >"$tree.unpacking/.version"
mv "$tree.unpacking" "$tree"
echo "$PWD/$tree"
