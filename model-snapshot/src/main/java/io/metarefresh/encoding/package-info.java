/**
 * From raw features to the numbers that a snapshot's blocks take in, and the contract that raw records must meet for that to work. The
 * job checks records with {@link io.metarefresh.encoding.InputContract} before they enter state; the inner loop and the scorer encode
 * them with {@link io.metarefresh.encoding.FeatureEncoder}. No mathematics beyond pooling happens here.
 */
package io.metarefresh.encoding;
