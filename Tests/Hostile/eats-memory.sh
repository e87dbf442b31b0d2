# It keeps in memory whatever it reads, and there is no end to it. Here one is set, at 4 GiB.
head -c 4294967296 /dev/zero | tail -n 1
