package io.metarefresh.job.config;

import java.util.List;

/** A configuration that the job refuses, with every problem found, one line each. */
public class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    public ConfigException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    /** One line each, naming key and value. */
    public List<String> problems() {
        return problems;
    }
}
