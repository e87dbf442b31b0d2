# A hidden daemon without this script's streams does the work. Stopping the script doesn't stop it.
env -i setsid -f "$1" "$3" > "$2/announcement" 2> "$2/words" || exit
until grep -q . "$2/announcement" "$2/words"; do sleep 0.01; done
cat "$2/announcement"
cat "$2/words" >&2
exec sleep 600
