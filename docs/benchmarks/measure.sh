#!/usr/bin/env bash
# Measures the figures of docs/benchmarks.md, on nginx over loopback. Needs the built program, nginx, curl,
# openssl, GNU time and about 4 GB of disk (Debian: apt-get install nginx-light curl openssl time).
#   docs/benchmarks/measure.sh [RUNS]    counted runs of each pair, 7 if not said
set -eu
runs=${1:-7}
root=$(cd "$(dirname "$0")/../.." && pwd)
program=$root/app-cli/target/dist/bin/pumaguard-models
work=$(mktemp -d)
export HOME=$work/home
mkdir -p "$HOME" "$work/www" "$work/nginx"
trap 'kill "$nginx" 2>/dev/null || true; rm -rf "$work"' EXIT

# A model of 19 × 48 MiB in fragments, as form 1.
whole=$work/whole
{ echo "big.h5:"; echo "  fragments:"; } >"$work/www/model-registry.yaml"
for letter in a b c d e f g h i j k l m n o p q r s; do
  name=big.h5_a$letter
  openssl rand -out "$work/www/$name" $((48 << 20))
  echo "    $name: {sha256: $(openssl dgst -sha256 -r "$work/www/$name" | cut -d ' ' -f 1)}"
  cat "$work/www/$name" >>"$whole"
done >>"$work/www/model-registry.yaml"
echo "  sha256: $(openssl dgst -sha256 -r "$whole" | cut -d ' ' -f 1)" >>"$work/www/model-registry.yaml"
rm "$whole"

port=18765
cat >"$work/nginx/nginx.conf" <<EOF
daemon off; worker_processes 1; user root; pid $work/nginx/pid; error_log $work/nginx/error.log;
events {} http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000;
client_body_temp_path $work/nginx/a; proxy_temp_path $work/nginx/b; fastcgi_temp_path $work/nginx/c;
uwsgi_temp_path $work/nginx/d; scgi_temp_path $work/nginx/e;
server { listen 127.0.0.1:$port; root $work/www; } }
EOF
PATH=$PATH:/usr/sbin nginx -e "$work/nginx/error.log" -c "$work/nginx/nginx.conf" &
nginx=$!
until curl -sf "http://127.0.0.1:$port/model-registry.yaml" >/dev/null; do :; done

mkdir "$work/hello"
echo 'class Hello { public static void main(String[] a) { System.out.println("hello"); } }' >"$work/hello/Hello.java"
(cd "$work/hello" && javac Hello.java)

hello() { java -cp "$work/hello" Hello; }
list() { "$program" -r "$work/www/model-registry.yaml" list; }
list_real() { "$program" list -r "$root/../shared/registries/pumaguard.yaml"; }
ours() { "$program" cache -r "http://127.0.0.1:$port/" --cache-dir "$work/cache"; }
theirs() {
  for letter in a b c d e f g h i j k l m n o p q r s; do
    curl -sf "http://127.0.0.1:$port/big.h5_a$letter"
  done >"$work/curl.out"
  openssl dgst -sha256 "$work/curl.out"
}
export -f hello list list_real ours theirs
export program work root port

# One run: wall seconds, CPU seconds, peak KiB of the largest process, 512-byte blocks written. GNU time
# counts in hundredths, too coarse for a short command, so the wall time is the shell's.
one() {
  rm -rf "$work/cache" "$work/curl.out"
  sync
  /usr/bin/time -f "%U %S %M %O" -o "$work/time" bash -c '
    begin=${EPOCHREALTIME/./}
    '"$1"' >/dev/null 2>"$work/err" || cat "$work/err" >&2
    echo $((${EPOCHREALTIME/./} - begin)) >"$work/wall"'
  awk -v wall="$(cat "$work/wall")" '{ printf "%.4f %.2f %s %s\n", wall / 1e6, $1 + $2, $3, $4 }' "$work/time"
}

# Runs A and B in turn and prints the medians and the median of the pairwise ratios.
pair() {
  one "$1" >/dev/null
  one "$2" >/dev/null
  for ((i = 0; i < runs; i++)); do
    echo "$(one "$1") $(one "$2")"
  done >"$work/pairs"
  for column in 1 2 3 4; do
    awk -v c=$column '{ print $c, $(c + 4), ($(c + 4) > 0 ? $c / $(c + 4) : 0) }' "$work/pairs" >"$work/columns"
    median() { sort -n -k "$1,$1" "$work/columns" | awk -v c="$1" '{ v[NR] = $c } END { print v[int((NR + 1) / 2)] }'; }
    case $column in
      1) what="wall s" ;; 2) what="cpu s" ;; 3) what="peak KiB" ;; 4) what="blocks written" ;;
    esac
    printf '%-14s %-10s %12s   %-8s %12s   ratio %.2f\n' "$what" "$1" "$(median 1)" "$2" "$(median 2)" "$(median 3)"
  done
  echo
}

registry=$root/../shared/registries/pumaguard.yaml
if [ -r "$registry" ]; then pair list_real hello; fi
pair list hello
pair ours theirs
