# Shared by ./run and ./check, which source it with $src set to the clone: installs what is
# missing, finds a folder that can be built in, configures and builds. Nothing is done twice:
# packages are asked for with dpkg-query, configure has a stamp, make decides the rest.
# Every way to fail ends in one plain sentence on stderr and exit code 2.

# Add a package here when configure.ac learns to look for it.
build_packages="autoconf automake make gcc libc6-dev pkgconf gettext libglib2.0-dev
libjansson-dev libsodium-dev libutf8proc-dev libzip-dev libsqlite3-dev libncurses-dev ncurses-base
tzdata util-linux"
check_packages="$build_packages libvterm-dev tmux strace faketime man-db bash-completion
procps xz-utils clang libclang-rt-dev"

umask 022
unset CDPATH MAKEFLAGS MFLAGS MAKELEVEL CONFIG_SITE DESTDIR GREP_OPTIONS

say()
{
	printf 'amends: %s\n' "$*" >&2
}

stop()
{
	say "$*"
	exit 2
}

# True if everything a build writes can be written in the clone.
can_build_in()
{
	case $1 in *[!A-Za-z0-9_/.,+@:%~-]*) return 1 ;; esac
	for f in . configure configure~ config.h.in aclocal.m4 autom4te.cache build-aux \
		build build/.lock build/setup.log build/Makefile build/amends build-asan build-fuzz; do
		test ! -e "$1/$f" || test -w "$1/$f" || return 1
	done
}

# Sets $tree to the folder that is built in: the clone, or a copy of it in the user's cache
# when the clone is read-only, somebody else's, or has a name that make cannot bear.
find_workplace()
{
	tree=$src
	can_build_in "$tree" || {
		cache=${XDG_CACHE_HOME:-${HOME:-}/.cache}
		tree=$cache/amends/$(printf '%s' "$src" | cksum | tr ' ' '-')
		mkdir -p "$tree" 2>/dev/null ||
			stop "$src cannot be built in, and neither can $cache: nothing was changed; clone into a folder of your own."
		can_build_in "$tree" ||
			stop "$src cannot be built in, and neither can $tree, because make cannot bear its name: clone into a folder without spaces."
	}
	log=$tree/build/setup.log
	mkdir -p "$tree/build" 2>/dev/null ||
		stop "the folder $tree/build cannot be made: is the disk full or read-only?"
}

# Runs "$@" alone: a second ./run or ./check on the same folder waits its turn.
locked()
{
	(
		command -v flock >/dev/null || stop "the command flock is missing: install the package util-linux."
		exec 9>"$tree/build/.lock" || stop "$tree/build cannot be written to."
		flock -n 9 || {
			say "another ./run or ./check is building here; waiting for it."
			flock 9
		}
		LC_ALL=C "$@"
	) </dev/null
}

os_name()
{
	(
		ID='' VERSION_ID=''
		test ! -r /etc/os-release || . /etc/os-release
		printf '%s %s\n' "${ID:-unknown}" "${VERSION_ID:-}"
	)
}

need_disk()
{
	free=$(df -k --output=avail "$1" 2>/dev/null | tail -n 1)
	test "${free:-$2}" -ge "$2" ||
		stop "the disk that holds $1 has $((free / 1024)) MB free and $(($2 / 1024)) MB are needed: nothing was changed."
}

missing_packages()
{
	have=$(dpkg-query -W -f='${db:Status-Status}:${Package}\n' $1 2>/dev/null)
	for p in $1; do
		case "
$have
" in *"
installed:$p
"*) ;; *) printf '%s ' "$p" ;; esac
	done
}

# Prints what runs a command as root: nothing for root, else sudo.
root_by()
{
	test "$(id -u)" -ne 0 || return 0
	command -v sudo >/dev/null ||
		stop "these packages are missing and there is no sudo: ask an administrator to run: apt-get install $1"
	if sudo -n true 2>/dev/null; then
		echo sudo -n
	elif (: </dev/tty) 2>/dev/null; then
		echo sudo
	else
		stop "sudo asks for a password and there is no terminal: run sudo apt-get install $1"
	fi
}

# One sentence about why apt failed, from its output.
apt_reason()
{
	if grep -qiE "no space left|enough free space" "$1"; then
		echo "the disk is full: free some space"
	elif grep -qiE "not in the sudoers|incorrect password|password is required|may not run sudo" "$1"; then
		echo "you may not use sudo here: ask an administrator to run: apt-get install $missing"
	elif grep -qiE "could not get lock|unable to acquire the dpkg" "$1"; then
		echo "another program is installing packages: wait until it is done"
	elif grep -qiE "resolv|could not connect|failed to fetch|timed out|unreachable|unable to locate|no installation candidate|refused" "$1"; then
		echo "the package archive cannot be reached: is there a network?"
	else
		echo "apt-get said no"
	fi
}

apt()
{
	$sudo env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Acquire::Retries=1 \
		-o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20 \
		-o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 "$@" 9>&-
}

install_packages()
{
	command -v dpkg-query >/dev/null ||
		stop "this is not Debian 12 or 13, so nothing can be installed here: install what configure.ac names and build by hand."
	missing=$(missing_packages "$1")
	test -n "$missing" || return 0
	case $(os_name) in
	"debian 1"[2-9] | "debian ") ;;
	*) stop "this is $(os_name | sed 's/ *$//'), not Debian 12 or 13: install these packages yourself, then try again: $missing" ;;
	esac
	need_disk /var 1000000
	sudo=$(root_by "$missing") || exit 2
	set -- $missing
	say "installing $# packages, once (log: $log)"
	: >"$log" || stop "$log cannot be written to: is the disk full?"
	apt update >>"$log" 2>&1 || :
	apt install --no-install-recommends $missing >>"$log" 2>&1 && return 0
	grep -q "dpkg was interrupted" "$log" && {
		$sudo env DEBIAN_FRONTEND=noninteractive dpkg --configure -a >>"$log" 2>&1 9>&-
		apt install --no-install-recommends $missing >>"$log" 2>&1 && return 0
	}
	stop "packages could not be installed; $(apt_reason "$log") (log: $log)."
}

# Brings the copy up to date where the clone itself is not built in.
copy_clone()
{
	test "$tree" != "$src" || return 0
	test -z "$(find "$src" -path "$src/build*" -prune -o -path "$src/.git" -prune -o \
		-newer "$tree/.copied" -print 2>&1 | head -n 1)" && return 0
	need_disk "$tree" 100000
	: >"$tree/.copying" &&
		(cd "$src" && tar cf - --mode=u+rwX --exclude=./.git --exclude='./build*' \
			--exclude=./autom4te.cache --exclude=./configure --exclude=./config.h.in \
			--exclude=./aclocal.m4 --exclude=Makefile.in .) |
		(cd "$tree" && tar xf - --no-same-owner) &&
		mv -f "$tree/.copying" "$tree/.copied" ||
		stop "$src could not be copied to $tree, to be built there: is the disk full?"
}

# Stops with the reason a build step failed.
build_failed()
{
	if grep -q "No space left on device" "$log"; then
		stop "the disk is full, so the build stopped: free some space and try again."
	fi
	stop "$1 failed; the reason stands at the end of $log"
}

configure_in()
{
	dir=$tree/$1 stamp=$2
	shift 2
	rm -f "$dir/.configured"
	need_disk "$tree" 100000
	test -f "$tree/build-aux/.ready" && test -x "$tree/configure" || {
		(cd "$tree" && autoreconf -fi) >>"$log" 2>&1 9>&- || build_failed autoreconf
		: >"$tree/build-aux/.ready"
	}
	mkdir -p "$dir" || stop "$dir cannot be made: is the disk full?"
	(cd "$dir" && ../configure -q "$@") >>"$log" 2>&1 9>&- || build_failed configure
	printf '%s\n' "$stamp" >"$dir/.configured" || stop "$dir cannot be written to."
}

is_configured()
{
	test -f "$1/Makefile" && test -x "$tree/configure" && test -f "$tree/build-aux/.ready" &&
		test "$(cat "$1/.configured" 2>/dev/null)" = "$2"
}

# True if the lists of files or configure.ac changed after the folder was configured.
lists_changed()
{
	test -n "$(find "$tree/configure.ac" "$tree/Makefile.am" "$tree"/*/Makefile.inc "$tree"/*/*/Makefile.inc \
		-newer "$1/.configured" 2>/dev/null)"
}

make_in()
{
	make -C "$1" -s --no-print-directory -j"$(nproc)" "${goal:-all}" >>"$log" 2>&1 9>&-
}

# build_in FOLDER [CONFIGURE-ARGUMENT...]: configured and built, from any half-done state. What
# is built is the target $goal (all), of which GOAL-am is the part that needs no rebuilding make.
build_in()
{
	name=$1
	at=$tree/$name
	shift
	want="$tree $* $(os_name)"
	copy_clone
	if is_configured "$at" "$want" && test ! -e "$at/.building"; then
		make -C "$at" -q -o config.h "${goal:-all}-am" stamp-h1 >/dev/null 2>&1 9>&- && return 0
		say "building what changed"
		: >"$log"
	else
		say "building in $at (log: $log)"
		test -n "${missing:-}" || : >"$log"
	fi
	is_configured "$at" "$want" || configure_in "$name" "$want" "$@"
	# A build that was killed may have left half a file that looks new.
	test ! -e "$at/.building" || make -C "$at" -s clean >>"$log" 2>&1 9>&- || :
	: >"$at/.building" || stop "$at cannot be written to: is the disk full?"
	make_in "$at" || {
		lists_changed "$at" || {
			rm -f "$at/.building"
			build_failed "the build"
		}
		rm -f "$tree/build-aux/.ready"
		configure_in "$name" "$want" "$@"
		make_in "$at" || {
			rm -f "$at/.building"
			build_failed "the build"
		}
	}
	rm -f "$at/.building"
}
