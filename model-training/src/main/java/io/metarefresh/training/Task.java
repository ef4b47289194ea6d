package io.metarefresh.training;

/**
 * One task of meta-training or validation: rows of one entity's history by position, the support rows before the query rows.
 *
 * @param entity number of the entity
 * @param supportFrom first support row
 * @param cut one after the last support row, and the first query row
 * @param queryTo one after the last query row
 */
record Task(int entity, int supportFrom, int cut, int queryTo) {}
