# Its first process exits, and a new process group keeps serving.
set -m
{ sleep 0.3; exec "$1" "$3"; } &
