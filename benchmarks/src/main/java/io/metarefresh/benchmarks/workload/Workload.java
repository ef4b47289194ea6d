package io.metarefresh.benchmarks.workload;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is asked of the job. Events carry the context of R1 (64 floats) and are about 300 bytes as records.
 *
 * @param members with a profile (32 floats) each
 * @param zipfExponent how unequally the members act
 * @param supportRows rows of each member's support set, full before anything is measured
 * @param seed of everything that is drawn
 */
public record Workload(int members, double zipfExponent, int supportRows, long seed) {
    public static final int PROFILE_WIDTH = 32;
    public static final int CONTEXT_WIDTH = 64;
    public static final int ITEMS = 10_000;

    /** The default of the benchmarks: R1's support sets, members that act as members do. */
    public static Workload standard(int members) {
        return new Workload(members, 1.1, 32, 20240825);
    }

    /** Events that fill every support set. */
    public long prefillEvents() {
        return (long) members * supportRows;
    }

    /** By name, for the line of JSON. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("members", members);
        map.put("zipf_exponent", zipfExponent);
        map.put("support_rows", supportRows);
        map.put("items", ITEMS);
        map.put("seed", seed);
        return map;
    }
}
