package io.metarefresh.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** What a command did: its exit code and what it printed on each stream. */
record CommandResult(int exitCode, String out, String err) {

    static CommandResult of(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = Metarefresh.commandLine();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        String[] text = new String[arguments.length];
        for (int i = 0; i < text.length; i++) {
            text[i] = String.valueOf(arguments[i]);
        }
        return new CommandResult(command.execute(text), out.toString(), err.toString());
    }
}
