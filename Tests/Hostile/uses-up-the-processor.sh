# Busy-loops. It lowers its CPU limit to 1 s, so the test doesn't take a minute.
ulimit -S -t 1
while :; do :; done
