# Serves clients while it floods standard output and standard error.
"$1" "$3" > "$2/announcement" &
until grep -q listening "$2/announcement"; do :; done
cat "$2/announcement"
yes >&2 &
exec yes
