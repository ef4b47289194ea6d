package io.metarefresh.dashboard;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JSON document of one entity: its newest interactions, and what was published of it when and why, each oldest first. */
final class EntityDocument {
    private EntityDocument() {}

    static Map<String, Object> of(EntityHistory entity, long nowMillis) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("id", entity.id());
        document.put("now_ms", nowMillis);
        List<Map<String, Object>> interactions = new ArrayList<>();
        for (EntityHistory.Seen seen : entity.interactions()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("event_id", seen.interaction().eventId());
            one.put("event_time_ms", seen.interaction().eventTimeMillis());
            one.put("member_id", seen.interaction().memberId());
            one.put("item_id", seen.interaction().itemId());
            one.put("label", StateDocument.number(seen.interaction().label()));
            one.put("weight", StateDocument.number(seen.interaction().weight()));
            one.put("written_at_ms", seen.writtenAtMillis());
            interactions.add(one);
        }
        document.put("interactions", interactions);
        List<Map<String, Object>> publications = new ArrayList<>();
        for (PublishedEmbedding publication : entity.publications()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("written_at_ms", publication.writtenAtMillis());
            one.put("as_of_ms", publication.asOfMillis());
            one.put("model_version", publication.modelVersion());
            one.put("reason", publication.reason());
            one.put("support_size", publication.supportSize());
            one.put("loss_before", publication.lossBefore());
            one.put("loss_after", publication.lossAfter());
            one.put("drift", StateDocument.number(publication.drift()));
            publications.add(one);
        }
        document.put("publications", publications);
        PublishedEmbedding newest = entity.newest();
        document.put("embedding", newest == null ? null : newest.vector());
        return document;
    }
}
