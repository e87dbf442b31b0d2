# Kills its whole process group.
kill -KILL 0
exec sleep 600
