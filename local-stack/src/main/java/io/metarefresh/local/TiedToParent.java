package io.metarefresh.local;

import java.io.IOException;
import java.util.Arrays;

/**
 * Runs another main class in a child process and ends the process when its standard input ends, which happens however the
 * parent dies. Compiled against the JDK alone: the parent copies this one class file beside the child's class path.
 */
final class TiedToParent {
    private TiedToParent() {}

    /** @param arguments the main class, then its arguments */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        Thread watch = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {}
                    } catch (IOException e) {
                        // A broken pipe means the same as its end.
                    }
                    Runtime.getRuntime().halt(0);
                },
                "parent-watch");
        watch.setDaemon(true);
        watch.start();
        Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object)
                Arrays.copyOfRange(arguments, 1, arguments.length));
    }
}
