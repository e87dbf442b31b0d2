# Suspends itself, as Ctrl-Z would.
kill -STOP $$
exec "$1" "$3"
