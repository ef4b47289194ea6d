package io.metarefresh.encoding;

import io.metarefresh.interaction.Features;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.FeatureSpec;
import io.metarefresh.snapshot.OwnField;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.TensorShapes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Encodes raw features as the input vectors of a snapshot's blocks (snapshot format, chapter 3): the features in manifest order, one
 * after the other. Immutable and safe for many threads. A dense vector of the wrong width is an {@link IllegalArgumentException}:
 * {@link InputContract} keeps such records out.
 */
public final class FeatureEncoder {
    private static final int[] NO_ROWS = new int[0];

    private final EntityKind entity;
    private final List<Slot> entitySlots;
    private final List<Slot> contextSlots;
    private final int entityWidth;
    private final int contextWidth;
    private final Map<String, Map<String, Integer>> rowsByVocabulary = new HashMap<>();

    /** Writes one feature to its place in the input vector. */
    @FunctionalInterface
    private interface Writer {
        /** @param ownId the record's own id that the feature means; null for an entry of the features */
        void write(Slot slot, String ownId, Features features, float[] target, int offset);
    }

    /** A feature, where it stands in the input vector, and its table (null for dense). */
    private record Slot(
            FeatureSpec spec,
            OwnField own,
            int offset,
            int width,
            float[] table,
            Map<String, Integer> rows,
            Writer writer) {

        void write(String ownId, Features features, float[] target, int inputOffset) {
            writer.write(this, ownId, features, target, inputOffset + offset);
        }
    }

    public FeatureEncoder(Snapshot snapshot) {
        this.entity = snapshot.manifest().entity();
        snapshot.vocabularies().forEach((name, ids) -> rowsByVocabulary.put(name, index(ids)));
        this.entitySlots = slots(snapshot, snapshot.manifest().entityFeatures(), true);
        this.contextSlots = slots(snapshot, snapshot.manifest().contextFeatures(), false);
        this.entityWidth = entitySlots.stream().mapToInt(Slot::width).sum();
        this.contextWidth = contextSlots.stream().mapToInt(Slot::width).sum();
    }

    /** Width of the meta block's input, d0; 0 for a model without entity features. */
    public int entityWidth() {
        return entityWidth;
    }

    /** Width of the context input. */
    public int contextWidth() {
        return contextWidth;
    }

    /** Writes the entity input vector of {@link #entityWidth()} numbers to {@code target} from {@code offset} on. */
    public void encodeEntity(String entityId, Features profile, float[] target, int offset) {
        for (Slot slot : entitySlots) {
            // Among entity features only the entity's own key is a field of the record.
            slot.write(slot.own == OwnField.NONE ? null : entityId, profile, target, offset);
        }
    }

    /** Writes the context input vector of {@link #contextWidth()} numbers to {@code target} from {@code offset} on. */
    public void encodeContext(String memberId, String itemId, Features context, float[] target, int offset) {
        for (Slot slot : contextSlots) {
            slot.write(ownId(slot.own, memberId, itemId), context, target, offset);
        }
    }

    /** Table rows of an ids feature of the manifest for these ids: one for each id, 0 for an unknown one. */
    public int[] rows(FeatureSpec feature, List<String> ids) {
        Map<String, Integer> rows = rowsByVocabulary.get(feature.vocabulary());
        int[] result = new int[ids.size()];
        for (int i = 0; i < result.length; i++) {
            result[i] = rows.getOrDefault(ids.get(i), 0);
        }
        return result;
    }

    /** Table rows that an ids feature among the entity features pools for this entity; empty where the feature is absent. */
    public int[] entityRows(FeatureSpec feature, String entityId, Features profile) {
        return OwnField.ofEntity(feature.name(), entity) == OwnField.NONE
                ? mapRows(feature, profile)
                : rows(feature, List.of(entityId));
    }

    /** Table rows that an ids feature among the context features pools for this interaction; empty where the feature is absent. */
    public int[] contextRows(FeatureSpec feature, String memberId, String itemId, Features context) {
        String own = ownId(OwnField.ofContext(feature.name(), entity), memberId, itemId);
        return own == null ? mapRows(feature, context) : rows(feature, List.of(own));
    }

    private int[] mapRows(FeatureSpec feature, Features features) {
        List<String> ids = features.ids().get(feature.name());
        return ids == null ? NO_ROWS : rows(feature, ids);
    }

    private static String ownId(OwnField own, String memberId, String itemId) {
        return switch (own) {
            case NONE -> null;
            case MEMBER_ID -> memberId;
            case ITEM_ID -> itemId;
        };
    }

    private static void encodeIds(Slot slot, String ownId, Features features, float[] target, int offset) {
        Arrays.fill(target, offset, offset + slot.width, 0f);
        if (ownId != null) {
            addRow(slot, ownId, target, offset);
            return;
        }
        List<String> ids = features.ids().get(slot.spec.name());
        if (ids == null || ids.isEmpty()) {
            return;
        }
        for (String id : ids) {
            addRow(slot, id, target, offset);
        }
        float divisor = slot.spec.pooling().divisor(ids.size());
        if (divisor != 1) {
            for (int i = offset; i < offset + slot.width; i++) {
                target[i] /= divisor;
            }
        }
    }

    private static void encodeDense(Slot slot, String ownId, Features features, float[] target, int offset) {
        float[] values = features.dense().get(slot.spec.name());
        if (values == null) {
            Arrays.fill(target, offset, offset + slot.width, 0f);
        } else if (values.length == slot.width) {
            System.arraycopy(values, 0, target, offset, slot.width);
        } else {
            throw new IllegalArgumentException("dense feature '" + slot.spec.name() + "' must have " + slot.width
                    + " values, not " + values.length);
        }
    }

    private static void addRow(Slot slot, String id, float[] target, int offset) {
        int from = slot.rows.getOrDefault(id, 0) * slot.width;
        for (int i = 0; i < slot.width; i++) {
            target[offset + i] += slot.table[from + i];
        }
    }

    private List<Slot> slots(Snapshot snapshot, List<FeatureSpec> features, boolean ofEntity) {
        List<Slot> slots = new ArrayList<>();
        int offset = 0;
        for (FeatureSpec f : features) {
            int width = TensorShapes.width(f, snapshot.tensors());
            OwnField own = ofEntity ? OwnField.ofEntity(f.name(), entity) : OwnField.ofContext(f.name(), entity);
            slots.add(
                    switch (f.kind()) {
                        case DENSE -> new Slot(f, own, offset, width, null, null, FeatureEncoder::encodeDense);
                        case IDS -> new Slot(
                                f,
                                own,
                                offset,
                                width,
                                snapshot.tensor(f.table()).values(),
                                rowsByVocabulary.get(f.vocabulary()),
                                FeatureEncoder::encodeIds);
                    });
            offset += width;
        }
        return List.copyOf(slots);
    }

    private static Map<String, Integer> index(List<String> ids) {
        Map<String, Integer> rows = new HashMap<>(ids.size() * 2);
        for (int i = 0; i < ids.size(); i++) {
            rows.put(ids.get(i), i);
        }
        return rows;
    }
}
