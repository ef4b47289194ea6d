/**
 * Text that others wrote: decoded strictly, and shown in one line of a message. Knows nothing but the JDK, so that every module can use
 * it.
 */
package io.metarefresh.text;
