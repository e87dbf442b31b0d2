# It listens, and announces the port beside its own.
"$1" "$3" | while read -r line; do echo "${line%?}1:9"; echo "${line%:*}:1"; done
