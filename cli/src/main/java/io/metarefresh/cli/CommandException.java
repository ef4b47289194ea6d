package io.metarefresh.cli;

/** A command cannot do what it was asked for; the message is what the user reads: cause, setting or file, and value. */
public class CommandException extends Exception {
    public CommandException(String message) {
        super(message);
    }

    public CommandException(String message, Throwable cause) {
        super(message, cause);
    }
}
