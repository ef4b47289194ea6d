# shellcheck shell=bash
# The processes of an end-to-end test, each with functions to start it and to wait for it. To be sourced; expects root (of the
# built tree), work (a directory), port_base, delivery; checkpoint_interval and more_job_settings (lines of job.yaml) are optional.

kafka=127.0.0.1:$port_base
controller_port=$((port_base + 1))
registry_port=$((port_base + 2))
jobmanager_port=$((port_base + 3))
rest_port=$((port_base + 4))
registry=http://127.0.0.1:$registry_port/apis/ccompat/v7
kafka_and_registry=(--bootstrap-servers "$kafka" --registry-url "$registry")
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

declare -A pid=()
job_id='' savepoint='' submissions=0
mkdir -p "$work/log" "$work/conf" "$work/lib" "$work/checkpoints" "$work/savepoints"

export METAREFRESH_LOG=$work/log/metarefresh.log METAREFRESH_JAVA_OPTS=-Xmx512m
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
# Of the shell that calls, and of no use to children that are started many times.
unset JAVA_TOOL_OPTIONS

say() { printf '[%4d s] %s\n' "$SECONDS" "$*"; }

fail() {
    say "FAILED: $* (logs in $work/log)" >&2
    exit 1
}

metarefresh() { "$root/bin/metarefresh" "$@"; }

# with_event_ids PREFIX: adds a column event_id to an interactions file, PREFIX and the number of the row. Without it an event's id is the
# number of its row, which comes again in the next file.
with_event_ids() { awk -v prefix="$1" 'NR == 1 { print "event_id," $0; next } { print prefix NR - 1 "," $0 }'; }

# wait_for SECONDS WHAT COMMAND…: until the command succeeds.
wait_for() {
    local deadline=$((SECONDS + $1)) what=$2
    shift 2
    until "$@" >/dev/null 2>&1; do
        check_that_all_live
        ((SECONDS < deadline)) || fail "not in time: $what"
        sleep 0.25
    done
}

# What died without being killed, such as of a port that is taken, is not waited for.
check_that_all_live() {
    local name
    for name in broker registry jobmanager taskmanager1 taskmanager2; do
        [ -z "${pid[$name]:-}" ] || kill -0 "${pid[$name]}" 2>/dev/null || fail "$name has died by itself"
    done
}

# http_get PORT PATH: the body of an answer with status 200. Without curl, so that nothing has to be installed.
http_get() (
    exec 3<>"/dev/tcp/127.0.0.1/$1" || exit 1
    printf 'GET %s HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n' "$2" >&3
    answer=$(cat <&3)
    [[ $answer == HTTP/1.?' 200'* ]] || exit 1
    printf '%s\n' "${answer#*$'\r\n\r\n'}"
)

# start NAME COMMAND…: in the background, its process id in pid[NAME], which is that of its process group too.
start() {
    local name=$1
    shift
    set -m
    "$@" >>"$work/log/$name.log" 2>&1 </dev/null &
    set +m
    pid[$name]=$!
}

# kill -9, and nothing left of it before this returns.
kill_hard() {
    kill -9 "${pid[$1]}" 2>/dev/null || fail "$1 was dead before it was killed"
    wait "${pid[$1]}" 2>/dev/null || true
    unset "pid[$1]"
}

stop_everything() {
    local status=$? group
    trap - EXIT
    for group in ${pid[@]+"${pid[@]}"}; do kill -9 -- "-$group" 2>/dev/null || true; done
    wait 2>/dev/null || true
    if [ "$status" = 0 ]; then rm -rf "${work:?}"/{kafka,lib,checkpoints,savepoints,tmp}; fi
    exit "$status"
}

### Broker and registry

start_broker() {
    cat >"$work/conf/broker.properties" <<PROPERTIES
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$controller_port
listeners=PLAINTEXT://$kafka,CONTROLLER://127.0.0.1:$controller_port
advertised.listeners=PLAINTEXT://$kafka
controller.listener.names=CONTROLLER
log.dirs=$work/kafka
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
log.cleaner.dedupe.buffer.size=4194304
# A broker that was killed is fenced until its session ends.
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
PROPERTIES
    if [ ! -f "$work/kafka/meta.properties" ]; then
        "$java" -cp "$root/cli/target/lib/*" kafka.tools.StorageTool format --cluster-id MetarefreshE2E00000000 \
            --config "$work/conf/broker.properties" >>"$work/log/broker.log" 2>&1
    fi
    start broker "$java" -Xmx384m -XX:+UseSerialGC "-Dlog4j2.configurationFile=$root/deploy/e2e/log4j2.properties" \
        -cp "$root/cli/target/lib/*" kafka.Kafka "$work/conf/broker.properties"
}

listens_on() { (exec 3<>"/dev/tcp/127.0.0.1/$1"); }

wait_for_broker() {
    wait_for 180 "the broker listens" listens_on "$port_base"
}

start_registry() {
    local runner=("$root"/local-stack/target/registry/*-runner.jar)
    QUARKUS_HTTP_HOST=127.0.0.1 QUARKUS_HTTP_PORT=$registry_port QUARKUS_LOG_LEVEL=WARN \
        start registry "$java" -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
        -Djava.util.logging.manager=org.jboss.logmanager.LogManager -jar "${runner[0]}"
}

wait_for_registry() {
    wait_for 180 "the registry answers" http_get "$registry_port" /apis/ccompat/v7/subjects
}

# start_broker_and_registry COMMAND…: both, ready to be used, with topics and schemas; the command runs while they start.
start_broker_and_registry() {
    start_broker
    start_registry
    "$@"
    wait_for_broker
    wait_for_registry
    metarefresh topics create --partitions 4 --replication 1 --bootstrap-servers "$kafka" >"$work/log/topics.log"
    metarefresh schemas register --registry-url "$registry" >"$work/log/schemas.log"
}

### Flink

# What is in a Flink distribution's lib folder, with ND4J beside it. The rest of the build's class path is in the job's jar.
fill_lib() {
    local jar
    for jar in "$root"/cli/target/lib/*.jar; do
        case ${jar##*/} in
            flink-job-* | flink-connector-kafka-* | kafka* | metrics-core-* | avro-* | scala-* | jackson-[acd]* | guava-33* | \
                embedding-client-* | model-snapshot-* | model-training-* | xgboost4j_* | local-stack-* | picocli-* | jose4j-* | snakeyaml-2*) ;;
            *) ln -sf "$jar" "$work/lib/" ;;
        esac
    done
}

write_flink_configuration() {
    cat >"$work/conf/config.yaml" <<YAML
jobmanager.rpc.address: 127.0.0.1
jobmanager.rpc.port: $jobmanager_port
jobmanager.bind-host: 127.0.0.1
rest.address: 127.0.0.1
rest.bind-address: 127.0.0.1
rest.port: $rest_port
rest.bind-port: "$rest_port"
taskmanager.bind-host: 127.0.0.1
taskmanager.host: 127.0.0.1
taskmanager.numberOfTaskSlots: 3
# So that there is no TaskManager whose death nobody notices.
taskmanager.load-balance.mode: SLOTS
taskmanager.cpu.cores: 1.0
taskmanager.memory.framework.heap.size: 128m
taskmanager.memory.framework.off-heap.size: 128m
taskmanager.memory.jvm-metaspace.size: 256m
taskmanager.memory.jvm-overhead.min: 192m
taskmanager.memory.jvm-overhead.max: 192m
taskmanager.memory.task.heap.size: 256m
taskmanager.memory.task.off-heap.size: 128m
taskmanager.memory.managed.size: 96m
taskmanager.memory.network.min: 48m
taskmanager.memory.network.max: 48m
jobmanager.memory.heap.size: 384m
io.tmp.dirs: $work/tmp
# The REST interface answers from a cache of 3 s otherwise, and would not know yet who is dead.
web.refresh-interval: 100
execution.checkpointing.savepoint-dir: file://$work/savepoints
# A killed process is noticed by its refused connections; this is for the rest.
heartbeat.interval: 1000
heartbeat.timeout: 10000
# As in any distribution: what is in lib is loaded once in the life of a process.
classloader.resolve-order: child-first
YAML
    cat >"$work/conf/job.yaml" <<YAML
job.name: metarefresh-e2e
kafka.bootstrap-servers: $kafka
registry.url: $registry
snapshot.uri: $work/snapshot
checkpoint.interval: ${checkpoint_interval:-1 s}
checkpoint.timeout: 1 min
checkpoint.directory: file://$work/checkpoints
job.heartbeat-interval: 5 s
delivery.guarantee: $delivery
delivery.transactional-id-prefix: metarefresh-e2e
flink.restart-strategy.exponential-delay.initial-backoff: 500 ms
flink.restart-strategy.exponential-delay.max-backoff: 5 s
${more_job_settings:-}
YAML
    mkdir -p "$work/tmp"
    fill_lib
}

flink_java=("$java" -XX:+UseSerialGC -Dorg.bytedeco.javacpp.maxphysicalbytes=0 -Djava.awt.headless=true
    --add-opens=java.base/java.lang=ALL-UNNAMED --add-opens=java.base/java.util=ALL-UNNAMED
    --add-opens=java.base/java.net=ALL-UNNAMED --add-opens=java.base/java.time=ALL-UNNAMED
    --add-opens=java.base/java.nio=ALL-UNNAMED
    "-Dlog4j2.configurationFile=$root/deploy/e2e/log4j2.properties" -cp "$work/lib/*")

# Flink's own command line.
flink() {
    FLINK_CONF_DIR=$work/conf "${flink_java[@]}" -Xmx256m -XX:TieredStopAtLevel=1 \
        org.apache.flink.client.cli.CliFrontend "$@" 2>&1
}

start_jobmanager() {
    [ -f "$work/conf/config.yaml" ] || write_flink_configuration
    start jobmanager "${flink_java[@]}" -Xmx448m \
        org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint --configDir "$work/conf"
}

start_taskmanager() {
    start "taskmanager$1" "${flink_java[@]}" -Xmx448m \
        org.apache.flink.runtime.taskexecutor.TaskManagerRunner --configDir "$work/conf"
}

has_taskmanagers() { http_get "$rest_port" /overview | grep -q "\"taskmanagers\":$1,"; }

wait_for_taskmanagers() { wait_for 180 "$1 TaskManagers are registered" has_taskmanagers "$1"; }

# submit_job PARALLELISM STATE: as a user does; STATE is a savepoint or a retained checkpoint, or empty.
submit_job() {
    local jar=("$root"/flink-job/target/flink-job-*-job.jar) out
    out=$(flink run --detached --parallelism "$1" ${2:+--fromSavepoint "$2"} \
        "${jar[0]}" --config "$work/conf/job.yaml") ||
        fail "the job was not submitted: $(tail -n 3 <<<"$out")"
    job_id=$(sed -n 's/.*JobID \([0-9a-f]\{32\}\).*/\1/p' <<<"$out" | tail -n 1)
    [ -n "$job_id" ] || fail "no job id in: $out"
    submissions=$((submissions + 1))
    say "submitted $job_id with parallelism $1${2:+ from ${2#"$work"/}}"
}

# start_flink_and_job PARALLELISM: a JobManager, two TaskManagers, and the job, running.
start_flink_and_job() {
    start_jobmanager
    start_taskmanager 1
    start_taskmanager 2
    wait_for_taskmanagers 2
    submit_job "$1" ""
    wait_for_running_job
}

stop_job_with_savepoint() {
    local out
    out=$(flink stop "$job_id") ||
        fail "no savepoint: $(tail -n 3 <<<"$out")"
    savepoint=$(sed -n 's/.*Path: file:\([^ ]*\).*/\1/p' <<<"$out" | tail -n 1)
    [ -d "$savepoint" ] || fail "no savepoint in: $out"
}

all_tasks_run() {
    local job
    job=$(http_get "$rest_port" "/jobs/$job_id")
    [[ $job == *'"state":"RUNNING"'* ]] && ! grep -o '"status":"[A-Z]*"' <<<"$job" | grep -qv '"RUNNING"'
}

wait_for_running_job() { wait_for 180 "every task of the job runs" all_tasks_run; }

completed_checkpoints() {
    http_get "$rest_port" "/jobs/$job_id/checkpoints" |
        sed -n 's/.*"counts":{[^}]*"completed":\([0-9]*\).*/\1/p'
}

has_completed_checkpoints() { [ "$(completed_checkpoints)" -ge "$1" ]; }

# One that was started after this was called: the second from now at most. The REST interface is some milliseconds behind.
wait_for_a_new_checkpoint() {
    local before
    sleep 0.5
    wait_for_running_job
    before=$(completed_checkpoints)
    wait_for 180 "two more checkpoints" has_completed_checkpoints $((before + 2))
}

# The directory of the one that was completed last, of whichever submission.
newest_retained_checkpoint() {
    find "$work/checkpoints" "$work/savepoints" -name _metadata -printf '%T@ %h\n' | sort -n | tail -n 1 | cut -d' ' -f2-
}

# The sum that the tasks report: their checkpointed counts, restored ones included.
count() {
    http_get "$rest_port" "/jobs/$job_id/accumulators" |
        grep -o "\"name\":\"$1\",\"type\":\"[^\"]*\",\"value\":\"[0-9]*\"" |
        sed 's/.*:"\([0-9]*\)"$/\1/' | head -n 1 | grep . || echo 0
}

has_count() { [ "$(count "$1")" = "$2" ]; }

wait_for_count() { wait_for 180 "$1 is $2" has_count "$1" "$2"; }

# Prints what is read and the sum of the outcomes.
accounting() {
    local sum=0 name
    for name in accepted duplicate superseded forgotten dead_lettered; do
        sum=$((sum + $(count "interactions_$name")))
    done
    echo "$(count interactions_read) $sum"
}

has_accounting() { [ "$(accounting)" = "$1 $1" ]; }
