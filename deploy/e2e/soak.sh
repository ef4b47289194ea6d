#!/usr/bin/env bash
# Runs a real cluster under a steady load and judges whether anything grows.
#
# The processes are those of faults.sh: a Kafka broker, a schema registry, a Flink JobManager and two TaskManagers, each a process
# of its own; nothing is killed. Event time goes on from minute to minute, the members stay the same ones. Every few seconds the
# script notes the resident memory of the JobManager and the TaskManagers (/proc), the size of the state in the newest checkpoint
# and how long that checkpoint took, and prints it all as a table. Once a minute it has their heaps collected, because what an old
# generation has not yet collected is resident too, and would look like growth for hours. The first third is for warming up. It judges:
#   1. memory: in the last third no process's median is more than 5 % (and 8 MiB) above that of the middle third,
#   2. state: never more than members x max-size x 256 bytes, and its median in the last third at most 10 % above the middle one,
#   3. checkpoint time: the median of the last third is at most 1.5 times that of the middle third (and 200 ms),
#   4. nothing failed and everything was read: no restart of the job, read = accepted + duplicate + ... = produced.
# The first and the third are statements about an otherwise quiet machine and are not judged below 10 minutes: --minutes 1 checks
# the script itself.
#
# usage: deploy/e2e/soak.sh [--minutes N] [--rate EVENTS_PER_SECOND] [--members N] [--seed N] [--sample SECONDS]
#                           [--delivery at-least-once|exactly-once] [--port-base N] [--work DIRECTORY]
# Needs the built tree (mvn -q package -DskipTests), a JDK, bash and Linux. Exit code 0 when all of it holds, 1 otherwise.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
here=$root/deploy/e2e
minutes=60 rate=2000 members=2000 seed=1 sample=10 delivery=at-least-once port_base=28000 work=
while [ $# -gt 0 ]; do
    case $1 in
        --minutes) minutes=$2 ;;
        --rate) rate=$2 ;;
        --members) members=$2 ;;
        --seed) seed=$2 ;;
        --sample) sample=$2 ;;
        --delivery) delivery=$2 ;;
        --port-base) port_base=$2 ;;
        --work) work=$2 ;;
        *) echo "soak.sh: unknown argument '$1'" >&2; exit 2 ;;
    esac
    shift 2
done
[ -n "$work" ] || work=$(mktemp -d "${TMPDIR:-/tmp}/metarefresh-soak.XXXXXX")
mkdir -p "$work"
checkpoint_interval='10 s'
((minutes >= 10)) || checkpoint_interval='2 s'
more_job_settings='refresh.min-interval: 1 s'

# shellcheck source=deploy/e2e/cluster.sh
. "$here/cluster.sh"
trap stop_everything EXIT
trap 'say "FAILED in line $LINENO of ${BASH_SOURCE[0]##*/}" >&2' ERR
trap 'exit 143' TERM INT

# Two minutes of load each, so that neither the files nor the memory of 'produce' depend on how long the soak is.
piece_seconds=120
pieces=$(((minutes * 60 + piece_seconds - 1) / piece_seconds))
((minutes * 60 >= piece_seconds)) || piece_seconds=$((minutes * 60))
samples=$work/samples.tsv

prepare_snapshot() {
    metarefresh generate --members 150 --events 12000 --seed "$seed" --out "$work/training.csv" >"$work/log/generate.log"
    metarefresh train --quick --data "$work/training.csv" --out "$work/snapshot" >"$work/log/train.log"
}

# Piece N covers day N: event time goes on.
generate_piece() {
    metarefresh generate --members "$members" --events "$((rate * piece_seconds))" --seed "$((seed + $1))" --span P1D \
        --start "$(date -u -d "2024-01-01 + $1 days" +%Y-%m-%dT00:00:00Z)" --out "$work/piece-$1.generated.csv" >>"$work/log/generate.log"
    with_event_ids "$1-" <"$work/piece-$1.generated.csv" >"$work/piece-$1.csv"
    rm "$work/piece-$1.generated.csv"
}

load() {
    local n
    for ((n = 1; n <= pieces; n++)); do
        generate_piece $((n + 1)) &
        metarefresh produce --data "$work/piece-$n.csv" --rate "$rate" --repeat 0.05 --garbage 0.01 \
            --seed "$((seed + n))" "${kafka_and_registry[@]}"
        rm "$work/piece-$n.csv"
        wait
    done
}

rss_kib() { sed -n 's/^VmRSS:[^0-9]*\([0-9]*\) kB$/\1/p' "/proc/${pid[$1]}/status"; }

# newest_checkpoint FIELD: of the checkpoint that was completed last.
newest_checkpoint() {
    sed -n 's/.*"latest":{"completed":{\([^}]*\).*/\1/p' <<<"$checkpoints" | grep -o "\"$1\":[0-9]*" | head -n 1 | grep -o '[0-9]*$'
}

collect_heaps() {
    local process
    for process in taskmanager1 taskmanager2 jobmanager; do
        "${java%java}jcmd" "${pid[$process]}" GC.run >/dev/null
    done
}

take_a_sample() {
    local checkpoints
    checkpoints=$(http_get "$rest_port" "/jobs/$job_id/checkpoints")
    # seconds, three processes in KiB, state in bytes, checkpoint in ms, records read
    printf '%d\t%d\t%d\t%d\t%d\t%d\t%d\n' $((SECONDS - from)) "$(rss_kib taskmanager1)" "$(rss_kib taskmanager2)" \
        "$(rss_kib jobmanager)" "$(newest_checkpoint state_size)" "$(newest_checkpoint end_to_end_duration)" \
        "$(count interactions_read)" | tee -a "$samples" |
        awk -F'\t' '{ printf "%6d s  %8.1f  %8.1f  %8.1f MiB  %10d B  %6d ms  %10d\n", $1, $2 / 1024, $3 / 1024, $4 / 1024, $5, $6, $7 }'
}

# third N COLUMN: the median of a column in the first, second or last third of the samples.
third() {
    local all
    all=$(wc -l <"$samples")
    sed -n "$(((($1 - 1) * all) / 3 + 1)),$((($1 * all) / 3))p" "$samples" | cut -f "$2" | sort -n |
        awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'
}

# judge WHAT COLUMN UNIT FACTOR_PERCENT SLACK: the last third against the middle one.
judge() {
    local middle last allowed verdict=flat
    middle=$(third 2 "$2") last=$(third 3 "$2")
    allowed=$((middle * $4 / 100))
    ((allowed >= middle + $5)) || allowed=$((middle + $5))
    if ((last > allowed)); then verdict=GROWS all_flat=no; fi
    printf '%-26s median of the thirds %s %s %s %s, allowed %s: %s\n' "$1" "$(third 1 "$2")" "$middle" "$last" "$3" "$allowed" "$verdict"
}

say "work directory $work, $minutes minutes at $rate interactions/s of $members members, seed $seed, delivery $delivery," \
    "refresh.min-interval 1 s, checkpoint.interval $checkpoint_interval"
start_broker_and_registry prepare_snapshot
start_flink_and_job 2
wait_for 180 "a first checkpoint" has_completed_checkpoints 1
generate_piece 1
from=$SECONDS
start load load
printf '%8s  %8s  %8s  %12s  %12s  %9s  %10s\n' time TM1 TM2 JM state checkpoint read
collected=$SECONDS
while kill -0 "${pid[load]}" 2>/dev/null; do
    sleep "$sample"
    take_a_sample
    if ((SECONDS - collected >= 60)); then
        collect_heaps
        collected=$SECONDS
    fi
done
wait "${pid[load]}" || fail "the load failed: $(tail -n 1 "$work/log/load.log")"
unset "pid[load]"
produced=$(sed -n 's/^produced \([0-9]*\) .*/\1/p' "$work/log/load.log" | awk '{ sum += $1 } END { print sum }')
wait_for_count interactions_read "$produced"
wait_for 180 "each of the $produced records has one outcome" has_accounting "$produced"
say "produced $produced, read and accounted for $(accounting); refreshes for interactions $(count refreshes_interaction)"

all_flat=yes
max_size=$(sed -n 's/.*"support_max_size" *: *\([0-9]*\).*/\1/p' "$work/snapshot/snapshot.json" | head -n 1)
bound=$((members * max_size * 256))
largest=$(cut -f 5 "$samples" | sort -n | tail -n 1)
((largest <= bound)) || all_flat=no
printf '%-26s at most %s B, allowed %s for %s members of %s rows\n' state "$largest" "$bound" "$members" "$max_size"
restored=$(http_get "$rest_port" "/jobs/$job_id/checkpoints" | sed -n 's/.*"counts":{"restored":\([0-9]*\).*/\1/p')
[ "$restored" = 0 ] || { all_flat=no; say "the job failed and was restored $restored times"; }
if ((minutes >= 10)); then
    judge "memory of TaskManager 1" 2 KiB 105 8192
    judge "memory of TaskManager 2" 3 KiB 105 8192
    judge "memory of the JobManager" 4 KiB 105 8192
    judge "state" 5 B 110 0
    judge "checkpoint time" 6 ms 150 200
fi
[ "$all_flat" = yes ] || fail "something grows, or failed"
say "all of it holds"
