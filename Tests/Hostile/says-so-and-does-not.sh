# It says that it listens, and nobody does.
echo "lab01 listening on 127.0.0.1:1"
exec sleep 600
