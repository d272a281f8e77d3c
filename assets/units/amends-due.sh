# Login banner: what is late or soon due, as amends-due.timer wrote it last. Copy it to
# /etc/profile.d for everybody, or read it from a ~/.profile. Silent where there is nothing, in
# scripts, and where the answer is older than two days.
case $- in
*i*)
	amends_due=${XDG_CACHE_HOME:-$HOME/.cache}/amends/due.txt
	if [ -s "$amends_due" ] && [ -n "$(find "$amends_due" -mtime -2 2>/dev/null)" ]; then
		cat "$amends_due"
	fi
	unset amends_due
	;;
esac
