# The floor under a start in the language Longshore's own shells are written in; see floor.c, which does the same.
# sh floor.sh COUNT DATA_DIR CONTROL_DIR SETSID COMMAND
set -e
count=$1 data=$2 control=$3 setsid=$4 command=$5
i=0
while [ "$i" -lt "$count" ]; do
  if [ $((i % 64)) = 0 ]; then
    j=$i directories=
    while [ "$j" -lt $((i + 64)) ] && [ "$j" -lt "$count" ]; do
      a=$data/$j
      directories="$directories $a $a/alloc $a/alloc/data $a/alloc/logs $a/alloc/tmp $a/main $a/main/local $a/main/secrets $a/main/tmp"
      j=$((j + 1))
    done
    mkdir $directories
  fi
  set -C
  : >"$control/$i"
  set +C
  (
    cd "$data/$i/main"
    echo "S $i" >>"$control/journal"
    exec "$setsid" "$command"
  ) </dev/null >>"$data/$i/alloc/logs/main.stdout.0" 2>>"$data/$i/alloc/logs/main.stderr.0"
  echo "X $i $?" >>"$control/journal"
  i=$((i + 1))
done
