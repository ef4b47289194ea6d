package io.metarefresh.dataset;

import io.metarefresh.text.ErrorMessage;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * Lines of a text file, plain or {@code .gz}, in a given charset, strictly decoded and of bounded length. LF and CRLF end a line; a
 * byte-order mark at the start is dropped.
 */
final class LineReader implements AutoCloseable {
    /** Longest line in characters; a longer one means that the file is not what it is taken for. */
    static final int MAX_LINE = 1 << 20;

    private final Path file;
    private final Reader reader;
    private final char[] buffer = new char[1 << 16];
    private int position;
    private int limit;
    private long line;

    private LineReader(Path file, Reader reader) {
        this.file = file;
        this.reader = reader;
    }

    static LineReader open(Path file, Charset charset) throws DatasetException {
        if (Files.isDirectory(file)) {
            throw new DatasetException(file + ": is a directory, not a file");
        }
        InputStream bytes = null;
        try {
            bytes = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
            if (file.getFileName().toString().endsWith(".gz")) {
                bytes = new GZIPInputStream(bytes, 1 << 16);
            }
            Reader reader = new InputStreamReader(
                    bytes,
                    charset.newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .onUnmappableCharacter(CodingErrorAction.REPORT));
            return new LineReader(file, reader);
        } catch (IOException e) {
            close(bytes, e);
            throw unreadable(file, e);
        }
    }

    private static void close(InputStream bytes, IOException cause) {
        if (bytes != null) {
            try {
                bytes.close();
            } catch (IOException e) {
                cause.addSuppressed(e);
            }
        }
    }

    /** The next line without its end; null at the end of the file. */
    String next() throws DatasetException {
        StringBuilder text = new StringBuilder();
        boolean any = false;
        while (true) {
            if (position == limit && !fill()) {
                if (any) {
                    line++;
                }
                return any ? finish(text) : null;
            }
            any = true;
            int from = position;
            while (position < limit && buffer[position] != '\n') {
                position++;
            }
            if (text.length() + position - from > MAX_LINE) {
                throw new DatasetException(
                        file + ": line " + (line + 1) + ": longer than the " + MAX_LINE + " characters allowed");
            }
            text.append(buffer, from, position - from);
            if (position < limit) {
                position++;
                line++;
                return finish(text);
            }
        }
    }

    private String finish(StringBuilder text) {
        int end = text.length();
        if (end > 0 && text.charAt(end - 1) == '\r') {
            end--;
        }
        int start = line == 1 && end > 0 && text.charAt(0) == '\uFEFF' ? 1 : 0;
        return text.substring(start, end);
    }

    /** The number of the line answered last, from 1. */
    long line() {
        return line;
    }

    private boolean fill() throws DatasetException {
        try {
            int count = reader.read(buffer);
            position = 0;
            limit = Math.max(count, 0);
            return count > 0;
        } catch (CharacterCodingException e) {
            throw new DatasetException(file + ": not valid text after line " + line + " (wrong encoding?)", e);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static DatasetException unreadable(Path file, IOException e) {
        if (e instanceof NoSuchFileException) {
            return new DatasetException(file + ": no such file", e);
        }
        if (e instanceof AccessDeniedException) {
            return new DatasetException(file + ": permission denied", e);
        }
        return new DatasetException(file + ": cannot be read: " + ErrorMessage.of(e), e);
    }

    @Override
    public void close() throws DatasetException {
        try {
            reader.close();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }
}
