# One JSON object a round of ttybench to "WHO FIGURE VALUE" lines. -v who=NAME -v tail=-80
function after(text, key) {
	if (!match(text, "\"" key "\":[{]?"))
		return ""
	return substr(text, RSTART + RLENGTH)
}
function value(text, key, part,   t) {
	t = after(text, key)
	if (part != "")
		t = after(t, part)
	return t + 0
}
function label(text,   t) {
	t = substr(after(text, "label"), 2)
	sub(/".*/, "", t)
	return t
}
function put(figure, number) { print who, figure tail, number }
# A start ends with the last byte of the first full screen: the list of a floor, the people of the
# desk, who is then asked for with a key ("signed-on": from that key to the last byte of the queue).
/"startup"/ {
	put(/"cold":1/ || cold ? "cold-ms" : "start-ms", value($0, "settled_ms", "p50"))
	put("start-rss-mb", value($0, "rss_kb", "") / 1024)
	put("start-anon-mb", value($0, "anon_kb", "") / 1024)
}
/"cold":1/ { cold = 1 }
/"cold":0/ { cold = 0 }
/"step":"once"/ {
	put(label($0) "-ms", value($0, "last_ms", ""))
	put(label($0) "-bytes", value($0, "bytes", ""))
}
/"step":"flood"/ { put(label($0) "-ms", value($0, "total_ms", "")) }
/"step":"idle"/ && label($0) == "idle" { put("idle-wakeups", value($0, "wakeups_per_s", "")) }
/"step":"idle"/ && label($0) == "end" {
	put("end-rss-mb", value($0, "rss_kb", "") / 1024)
	put("end-anon-mb", value($0, "anon_kb", "") / 1024)
}
/"step":"keys"/ {
	put(label($0) "-p50-us", value($0, "last_us", "p50"))
	put(label($0) "-p99-us", value($0, "last_us", "p99"))
	put(label($0) "-bytes", value($0, "bytes", "p50"))
	put(label($0) "-writes", value($0, "reads", "p50"))
}
