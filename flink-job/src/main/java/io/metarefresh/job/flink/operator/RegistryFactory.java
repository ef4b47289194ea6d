package io.metarefresh.job.flink.operator;

import io.metarefresh.schemas.SchemaRegistry;
import java.io.Serializable;

/** Opens a registry client where a task runs. */
@FunctionalInterface
public interface RegistryFactory extends Serializable {
    SchemaRegistry open();
}
