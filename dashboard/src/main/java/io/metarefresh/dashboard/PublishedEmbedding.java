package io.metarefresh.dashboard;

import io.metarefresh.schemas.FloatList;
import io.metarefresh.schemas.MetaEmbedding;

/**
 * One embedding of an entity, as it was published.
 *
 * @param writtenAtMillis Kafka timestamp of the record
 * @param asOfMillis newest input in it
 * @param modelVersion of the snapshot that was adapted
 * @param reason what made it, a constant such as {@code INTERACTION}
 * @param supportSize rows that the inner loop used
 * @param lossBefore mean support loss before the first inner step; null without rows
 * @param lossAfter the same after the last step
 * @param drift Euclidean distance from the embedding published before it; NaN for the first that was seen
 * @param vector the embedding, not to be modified
 */
record PublishedEmbedding(
        long writtenAtMillis,
        long asOfMillis,
        long modelVersion,
        String reason,
        int supportSize,
        Float lossBefore,
        Float lossAfter,
        double drift,
        float[] vector) {

    static PublishedEmbedding of(MetaEmbedding embedding, long writtenAtMillis, PublishedEmbedding before) {
        float[] vector = FloatList.array(embedding.getEmbedding());
        return new PublishedEmbedding(
                writtenAtMillis,
                embedding.getAsOf().toEpochMilli(),
                embedding.getModelVersion(),
                embedding.getReason().name(),
                embedding.getSupportSize(),
                embedding.getSupportLossBefore(),
                embedding.getSupportLossAfter(),
                before == null || before.vector().length != vector.length
                        ? Double.NaN
                        : distance(before.vector(), vector),
                vector);
    }

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            double difference = (double) a[i] - b[i];
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }
}
