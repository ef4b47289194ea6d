package io.metarefresh.job.member;

import java.io.IOException;

/**
 * Where the values of one entity are kept. Each is null where there is none; putting null removes it. The arrays are not copied and
 * must not be modified. The forms of the values are those of {@link MemberFormat}.
 */
public interface MemberStore {

    /** What every input looks at: header, index of rows, recent rows. */
    byte[] member() throws IOException;

    /** The rows that are not recent. */
    byte[] rows() throws IOException;

    /** The last profile. */
    byte[] profile() throws IOException;

    void putMember(byte[] value) throws IOException;

    void putRows(byte[] value) throws IOException;

    void putProfile(byte[] value) throws IOException;
}
