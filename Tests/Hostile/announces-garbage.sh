# Announces garbage: bytes that aren't text, a terminal escape sequence, and a port of ten digits.
printf '\377\376\000\033[2J\r listening on \n listening on 127.0.0.1:9999999999\n listening on :::::\n'
head -c 1000000 /dev/urandom | tee /dev/stderr
exec sleep 600
