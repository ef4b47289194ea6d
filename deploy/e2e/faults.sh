#!/usr/bin/env bash
# Kills the processes of a real cluster under load and proves that nothing was lost.
#
# Real processes of their own, all on the loopback interface: a Kafka broker, a schema registry, a Flink JobManager and two
# TaskManagers. The job's jar is submitted with Flink's own command line, as a user does. While 'metarefresh produce' writes
# interactions (some twice, some garbage), the script, at moments that follow from a seed,
#   - kills -9 TaskManagers, and the JobManager at every fourth kill,
#   - kills -9 the broker once and starts it again on the same data,
#   - with --rollout (--long implies it) publishes a second snapshot after a third of the kills, at a rate so low that it is being
#     rolled out during the next rescaling and the next kills,
#   - stops the job with a savepoint and submits it again into the same TaskManager processes with another parallelism,
#     which ND4J's native libraries (in the cluster's lib folder, not in the job's jar) must survive.
# At the end it proves
#   1. read = accepted + duplicate + superseded + forgotten + dead-lettered = produced, in the counts that the last savepoint holds,
#   2. every member's embedding, as a reader of the topic holds it, agrees with a recomputation from the file without Flink, and does
#      not agree with one that leaves an interaction out; with a rollout every one carries the new version.
#
# There is no JobManager high availability here (it needs ZooKeeper or Kubernetes): the script is the supervisor. It starts what
# died, and after the death of the JobManager it submits the job again from the newest retained checkpoint.
#
# usage: deploy/e2e/faults.sh [--short | --long] [--rollout] [--kills N] [--seed N]
#                             [--delivery at-least-once|exactly-once] [--port-base N] [--work DIRECTORY]
# Needs the built tree (mvn -q package -DskipTests) and bash. Exit code 0 when everything is proven.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
here=$root/deploy/e2e
kills=3 events=12000 members=150 rate=120 seed=1 delivery=at-least-once port_base=27000 work= rollout=no
while [ $# -gt 0 ]; do
    case $1 in
        --short) kills=3 events=12000 members=150 rate=120 ;;
        --long) kills=24 events=160000 members=1000 rate=200 rollout=yes ;;
        --rollout) rollout=yes ;;
        --kills) kills=$2; shift ;;
        --seed) seed=$2; shift ;;
        --delivery) delivery=$2; shift ;;
        --port-base) port_base=$2; shift ;;
        --work) work=$2; shift ;;
        *) echo "faults.sh: unknown argument '$1'" >&2; exit 2 ;;
    esac
    shift
done
[ -n "$work" ] || work=$(mktemp -d "${TMPDIR:-/tmp}/metarefresh-e2e.XXXXXX")
mkdir -p "$work"

more_job_settings='rollout.rate: 4'

# shellcheck source=deploy/e2e/cluster.sh
. "$here/cluster.sh"
trap stop_everything EXIT
trap 'say "FAILED in line $LINENO of ${BASH_SOURCE[0]##*/}" >&2' ERR
trap 'exit 143' TERM INT

RANDOM=$seed

prepare_data_and_snapshot() {
    metarefresh generate --members "$members" --events "$events" --seed "$seed" --out "$work/generated.csv"
    with_event_ids e <"$work/generated.csv" >"$work/data.csv"
    metarefresh train --quick --data "$work/data.csv" --out "$work/snapshot" >"$work/log/train.log"
}

# Ten seconds of interactions after another until the last fault, then the rest as fast as it goes: a slow machine has time for its
# faults, and a fast one does not wait.
load() {
    local next=1 size=$((rate * 10)) pace=$rate
    while ((next <= events)); do
        if [ -e "$work/no-more-faults" ]; then size=$events pace=1000000; fi
        { head -n 1 "$work/data.csv" && sed -n "$((next + 1)),$((next + size))p" "$work/data.csv"; } >"$work/piece.csv"
        metarefresh produce --data "$work/piece.csv" --rate "$pace" --repeat 0.05 --garbage 0.01 --seed "$((seed + next))" \
            "${kafka_and_registry[@]}"
        next=$((next + size))
    done
}

note_whether_under_load() {
    if kill -0 "${pid[load]}" 2>/dev/null; then under_load=$((under_load + 1)); fi
    if [ "$rollout" = yes ]; then say "adapted anew by a rollout since the last submission: $(count refreshes_rollout)"; fi
}

# Seconds between two kills: enough for a checkpoint or two, never the same phase of one.
pause_before_next_fault() {
    local tenths=$((20 + RANDOM % 50))
    sleep "$((tenths / 10)).$((tenths % 10))"
}

kill_a_taskmanager() {
    local n=$((1 + RANDOM % 2))
    say "kill -9 TaskManager $n (pid ${pid[taskmanager$n]})"
    kill_hard "taskmanager$n"
    taskmanager_kills=$((taskmanager_kills + 1))
    start_taskmanager "$n"
}

kill_the_jobmanager() {
    say "kill -9 JobManager (pid ${pid[jobmanager]})"
    kill_hard jobmanager
    jobmanager_kills=$((jobmanager_kills + 1))
    start_jobmanager
    wait_for_taskmanagers 2
    local newest
    newest=$(newest_retained_checkpoint)
    submit_job "$parallelism" "$newest"
}

restart_the_broker() {
    say "kill -9 broker (pid ${pid[broker]}), and start it again"
    kill_hard broker
    start_broker
    wait_for_broker
    broker_restarts=$((broker_restarts + 1))
}

rescale() {
    local to=$1 before="${pid[taskmanager1]} ${pid[taskmanager2]}"
    say "stop with a savepoint, go on with parallelism $to in the same TaskManagers (pids $before)"
    stop_job_with_savepoint
    parallelism=$to
    submit_job "$parallelism" "$savepoint"
    wait_for_running_job
    kill -0 "${pid[taskmanager1]}" "${pid[taskmanager2]}" || fail "a TaskManager died of the second submission"
}

publish_the_second_snapshot() {
    metarefresh snapshot publish "$work/snapshot" --as-version 2 --to "$work/published" "${kafka_and_registry[@]}"
    final_snapshot=$work/published/metarefresh/2
    wait_for 180 "the rollout has begun" has_begun_the_rollout
}

has_begun_the_rollout() { [ "$(count refreshes_rollout)" -gt 0 ]; }

inject_faults() {
    local i
    for ((i = 1; i <= kills; i++)); do
        pause_before_next_fault
        note_whether_under_load
        if ((i % 4 == 3)); then kill_the_jobmanager; else kill_a_taskmanager; fi
        # What tells that the job has come back: a checkpoint, which needs every task.
        wait_for_a_new_checkpoint
        if ((i == kills / 2)); then
            restart_the_broker
            wait_for_a_new_checkpoint
        fi
        if [ "$rollout" = yes ] && ((i == (kills + 2) / 3)); then publish_the_second_snapshot; fi
        if ((i % 6 == 2)); then rescale $((parallelism == 2 ? 3 : parallelism == 3 ? 4 : 2)); fi
    done
}

prove_counts() {
    # A savepoint, and a job restored from it: what it tells before it reads anything is what the savepoint holds.
    stop_job_with_savepoint
    submit_job "$parallelism" "$savepoint"
    wait_for_running_job
    # The tasks report with the heartbeats.
    wait_for_count interactions_read "$produced"
    wait_for 180 "each of the $produced records has one outcome" has_accounting "$produced"
    say "produced $produced, read $(count interactions_read) = accepted $(count interactions_accepted) + duplicate $(count interactions_duplicate)" \
        "+ superseded $(count interactions_superseded) + forgotten $(count interactions_forgotten)" \
        "+ dead-lettered $(count interactions_dead_lettered)"
    [ "$(count interactions_accepted)" = "$events" ] || fail "not every interaction was accepted once: $events were produced"
}

prove_embeddings() {
    if [ "$rollout" = yes ]; then
        wait_for 600 "every member's embedding is the second snapshot's" \
            metarefresh audit --data "$work/data.csv" --snapshot "$final_snapshot" "${kafka_and_registry[@]}"
        say "the rollout has ended"
    fi
    metarefresh audit --data "$work/data.csv" --snapshot "$final_snapshot" "${kafka_and_registry[@]}" |
        tee "$work/audit.txt" || fail "embeddings do not agree with the recomputation"
    # That this can fail: one interaction less, and it must.
    sed '$d' "$work/data.csv" >"$work/one-less.csv"
    if metarefresh audit --data "$work/one-less.csv" --snapshot "$final_snapshot" "${kafka_and_registry[@]}" >>"$work/log/audit.log"; then
        fail "the audit does not notice that an interaction is missing"
    fi
    say "the audit notices one interaction less: $(tail -n 1 "$work/log/audit.log")"
}

taskmanager_kills=0 jobmanager_kills=0 broker_restarts=0 under_load=0 parallelism=2 final_snapshot=$work/snapshot
say "work directory $work, seed $seed, delivery $delivery"
start_broker_and_registry prepare_data_and_snapshot
start_flink_and_job "$parallelism"
start load load
wait_for_a_new_checkpoint
faults_from=$SECONDS
inject_faults
say "all faults injected after $((SECONDS - faults_from)) s, waiting for the end of the load"
touch "$work/no-more-faults"
wait "${pid[load]}" || fail "the load failed: $(tail -n 1 "$work/log/load.log")"
unset "pid[load]"
produced=$(sed -n 's/^produced \([0-9]*\) .*/\1/p' "$work/log/load.log" | awk '{ sum += $1 } END { print sum }')
wait_for_count interactions_read "$produced"
wait_for_a_new_checkpoint
prove_counts
prove_embeddings
((under_load > 0)) || fail "the load had ended before the first kill: produce more events, or more slowly"
say "kills of TaskManagers $taskmanager_kills, of the JobManager $jobmanager_kills, $under_load of them under load, restarts of the broker $broker_restarts, submissions $submissions," \
    "whole run $SECONDS s"
say "all of it holds"
