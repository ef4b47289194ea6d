package io.metarefresh.cli;

import io.metarefresh.job.config.ConfigException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Settings of a client out of a file, so that secrets do not stand in the process list.
 *
 * @param byKey with placeholders replaced
 */
record ClientProperties(Map<String, String> byKey) {
    static final ClientProperties NONE = new ClientProperties(Map.of());

    /** These, and those of the command line, which win. */
    Map<String, String> with(Map<String, String> stronger) {
        Map<String, String> all = new HashMap<>(byKey);
        all.putAll(stronger);
        return all;
    }

    /** The option's value is the file; addresses are refused in it, because an option of their own has them. */
    static final class Converter implements ITypeConverter<ClientProperties> {
        private static final Map<String, String> ADDRESSES =
                Map.of("bootstrap.servers", "--bootstrap-servers", "schema.registry.url", "--registry-url");

        @Override
        public ClientProperties convert(String file) {
            Map<String, String> settings;
            try {
                settings = ClientPropertiesFile.read(Path.of(file));
            } catch (ConfigException e) {
                throw new TypeConversionException(String.join("; ", e.problems()));
            }
            ADDRESSES.forEach((key, option) -> {
                if (settings.containsKey(key)) {
                    throw new TypeConversionException("'" + file + "', " + key + ": is given by " + option);
                }
            });
            return new ClientProperties(settings);
        }
    }
}
