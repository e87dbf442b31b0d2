# Keeps 3 GiB in memory, in two processes: each reads half of it at once, and can't write it.
dd if=/dev/zero bs=1610612736 count=1 2> /dev/null | sleep 60 &
dd if=/dev/zero bs=1610612736 count=1 2> /dev/null | sleep 60
