# It kills all of its process group.
kill -KILL 0
exec sleep 600
