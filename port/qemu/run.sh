#!/bin/sh
# Runs a firmware of port/qemu in the emulator.
#
#   port/qemu/run.sh [options] firmware.elf
#
#   --machine NAME   QEMU machine (default: the one that the firmware is for)
#   --icount         one virtual nanosecond an instruction: repeatable, and qemu.instructions() counts
#   --rom IMAGE      ROMFS image for /rom (port/qemu/make-rom.py makes one)
#   --disk IMAGE     initial content of the RAM disk behind /flash
#   --link N=PORT    joins UART N, qemu.Link(N), to the host's TCP port 127.0.0.1:PORT, which must be listening
#   --link N         the same to a switchboard of its own (tools/link.py): qemu.Link(N).connect((host, port)), accept
#   --monitor SOCKET QEMU's monitor listens at this socket of the host
#   --pty            console on a pseudo-terminal, whose name QEMU prints; otherwise on stdin and stdout
#   --stdio          console on stdin and stdout without terminal handling, for programs that drive it
#
# On a terminal: Ctrl-D soft reset, machine.reset() ends, Ctrl-A x kills the emulator.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
machine=
console="mon:stdio"
links=
own_links=
elf=
set_elf() { [ -z "$elf" ] || { echo "run.sh: more than one firmware given" >&2; exit 2; }; elf=$1; }

arguments=
# Options for QEMU are kept as a quoted list, so that paths may hold blanks.
quote() { printf "'%s' " "$(printf %s "$1" | sed "s/'/'\\\\''/g")"; }
add() { for word in "$@"; do arguments="$arguments$(quote "$word")"; done; }

rom=
disk=
monitor=none
while [ $# -gt 0 ]; do
    case $1 in
    --machine) machine=$2; shift ;;
    --icount) add -icount shift=0 ;;
    --rom) rom=$2; shift ;;
    --disk) disk=$2; shift ;;
    --link)
        case $2 in
        [1-4]=*) links="$links $2" ;;
        [1-4]) own_links="$own_links $2" ;;
        *) echo "run.sh: --link wants N or N=PORT with N from 1 to 4, not '$2'" >&2; exit 2 ;;
        esac
        shift
        ;;
    --monitor) monitor=$(quote "unix:$2,server=on,wait=off"); shift ;;
    --pty) console=pty ;;
    --stdio) console=stdio ;;
    -h | --help) sed -n '2,/^set -eu/{/^#/s/^# \{0,1\}//p}' "$0"; exit 0 ;;
    -*) echo "run.sh: unknown option $1 (--help lists them)" >&2; exit 2 ;;
    *) set_elf "$1" ;;
    esac
    shift
done
[ -n "$elf" ] || { echo "run.sh: no firmware given" >&2; exit 2; }
[ -f "$elf" ] || { echo "run.sh: there is no file $elf" >&2; exit 2; }

if [ -z "$machine" ]; then
    # The board's name, which the firmware prints.
    if grep -aq MPS3-AN547 "$elf"; then machine=mps3-an547; else machine=mps2-an500; fi
fi
# The places are those of boards/*/board.h.
case $machine in
mps3-an547) disk_start=0x21100000 rom_start=0x21200000 ;;
*) disk_start=0x60000000 rom_start=0x60800000 ;;
esac
[ -z "$rom" ] || add -device "loader,file=$rom,addr=$rom_start,force-raw=on"
[ -z "$disk" ] || add -device "loader,file=$disk,addr=$disk_start,force-raw=on"

# UARTs are numbered by the order of -serial options; those without a link lead nowhere.
add -serial "$console"
directory=
if [ -n "$own_links" ]; then
    directory=$(mktemp -d)
fi
for uart in 1 2 3 4; do
    end=null
    for link in $links; do
        [ "${link%%=*}" != "$uart" ] || end=tcp:127.0.0.1:${link#*=},nodelay=on
    done
    for link in $own_links; do
        [ "$link" != "$uart" ] || end=unix:$directory/link$uart
    done
    add -serial "$end"
done

command="qemu-system-arm -machine $machine -display none -monitor $monitor -semihosting-config enable=on,target=native $arguments -kernel $(quote "$elf")"
if [ "$console" = "mon:stdio" ]; then
    # The monitor shares the terminal (Ctrl-A x, Ctrl-A c).
    command=$(printf %s "$command" | sed 's/-monitor none//')
fi
# Switchboards end with the emulator, which takes the place of this shell: who kills it by its id has cleaned up.
for link in $own_links; do
    python3 "$here/../../tools/link.py" --unix "$directory/link$link" </dev/null >/dev/null &
    tries=0
    while [ ! -S "$directory/link$link" ]; do
        tries=$((tries + 1))
        [ $tries -lt 200 ] || { echo "run.sh: the switchboard (tools/link.py) did not start" >&2; exit 1; }
        sleep 0.05
    done
done
eval "exec $command"
