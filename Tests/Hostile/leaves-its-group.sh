# It goes on in a process group of its own, and its first process ends.
set -m
{ sleep 0.3; exec "$1" "$3"; } &
