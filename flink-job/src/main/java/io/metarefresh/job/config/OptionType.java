package io.metarefresh.job.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How the text of an option becomes a value.
 *
 * @param name what the reference page calls it, unit included
 * @param parser throws {@link IllegalArgumentException} with what it expected
 */
public record OptionType<T>(String name, Function<String, T> parser) {
    static final OptionType<String> TEXT = new OptionType<>("text", OptionType::text);
    static final OptionType<PartitionOffsets> OFFSETS =
            new OptionType<>("partition@offset pairs", PartitionOffsets::parse);
    static final OptionType<Boolean> BOOLEAN = new OptionType<>("true or false", OptionType::bool);
    static final OptionType<Duration> DURATION = new OptionType<>("duration", OptionType::duration);

    private static final Pattern AMOUNT = Pattern.compile("(\\d+)\\s*([a-z]+)");
    private static final Map<String, Duration> UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "min", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));
    /** Nanoseconds in a long, which Flink and the JDK count in, end at 292 years. */
    private static final int LONGEST_DAYS = 100_000;

    private static final int NANOS_PER_MILLI = 1_000_000;

    /** @param minimum as it is written in a configuration */
    static OptionType<Duration> durationOfAtLeast(String minimum) {
        Duration shortest = duration(minimum);
        return new OptionType<>("duration, at least " + minimum, text -> {
            Duration duration = duration(text);
            if (duration.compareTo(shortest) < 0) {
                throw new IllegalArgumentException("expected a duration of at least " + minimum);
            }
            return duration;
        });
    }

    static OptionType<Integer> integer(String unit, int minimum) {
        return integer(unit, minimum, Integer.MAX_VALUE);
    }

    static OptionType<Integer> integer(String unit, int minimum, int maximum) {
        return new OptionType<>("integer, " + unit, text -> {
            int value;
            try {
                value = Integer.parseInt(text.trim());
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("expected an integer", e);
            }
            if (value < minimum) {
                throw new IllegalArgumentException("expected at least " + minimum);
            }
            if (value > maximum) {
                throw new IllegalArgumentException("expected at most " + maximum);
            }
            return value;
        });
    }

    /** Above 0, at most 1. */
    static OptionType<Double> ratio() {
        return new OptionType<>(
                "number, above 0 to 1", text -> number(text, value -> value > 0 && value <= 1, "above 0, at most 1"));
    }

    /** At least 0, at most 1. */
    static OptionType<Double> ratioOrNone() {
        return new OptionType<>(
                "number, 0 to 1", text -> number(text, value -> value >= 0 && value <= 1, "from 0 to 1"));
    }

    private static double number(String text, DoublePredicate bounds, String expected) {
        double value;
        try {
            value = Double.parseDouble(text.trim());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("expected a number", e);
        }
        if (!bounds.test(value)) {
            throw new IllegalArgumentException("expected a number " + expected);
        }
        return value;
    }

    static <E extends Enum<E>> OptionType<E> oneOf(Class<E> type) {
        String names =
                Arrays.stream(type.getEnumConstants()).map(OptionType::written).collect(Collectors.joining(" or "));
        return new OptionType<>(names, text -> Arrays.stream(type.getEnumConstants())
                .filter(constant -> written(constant).equals(text.trim()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected " + names)));
    }

    /** {@code AT_LEAST_ONCE} is written {@code at-least-once}. */
    static String written(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String text(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("expected a text that is not empty");
        }
        return text;
    }

    private static Boolean bool(String text) {
        return switch (text.trim()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("expected true or false");
        };
    }

    /** {@code 5 ms}, {@code 30s}, {@code 10 min}, {@code 2 h}, {@code 90 d}, or ISO-8601 such as {@code PT30S}, {@code P90D}. */
    static Duration duration(String text) {
        Duration duration = anyDuration(text.trim());
        if (duration.isNegative()) {
            throw new IllegalArgumentException("expected a duration that is not negative");
        }
        if (duration.compareTo(Duration.ofDays(LONGEST_DAYS)) > 0) {
            throw new IllegalArgumentException("expected a duration of at most " + LONGEST_DAYS + " d");
        }
        if (duration.toNanosPart() % NANOS_PER_MILLI != 0) {
            throw new IllegalArgumentException("expected a duration of whole milliseconds");
        }
        return duration;
    }

    private static Duration anyDuration(String text) {
        Matcher amount = AMOUNT.matcher(text);
        try {
            return amount.matches() && UNITS.containsKey(amount.group(2))
                    ? UNITS.get(amount.group(2)).multipliedBy(Long.parseLong(amount.group(1)))
                    : Duration.parse(text);
        } catch (DateTimeParseException | ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException("expected a duration such as 5 ms, 30 s, 10 min, 2 h, 90 d or PT30S", e);
        }
    }
}
