package org.pumaguard.models.filesystem.registry;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserException;

/**
 * Checks the events of untrusted YAML on their way to the composer: nesting, the size of the
 * document with all aliases expanded, aliases of unfinished anchors, and the kind of keys.
 *
 * <p>The composer has limits of its own, but reports them without a position, and counts aliases
 * instead of the values that they stand for.
 */
final class YamlLimits implements Parser {

  /** Nesting of collections. */
  static final int MAX_DEPTH = 50;

  /** Values of a document with all aliases expanded. */
  private static final long MAX_EXPANDED_VALUES = 1_000_000;

  private final Parser parser;
  private final Map<String, Anchor> anchors = new HashMap<>();
  private final Deque<OpenCollection> open = new ArrayDeque<>();
  private long expandedValues;

  YamlLimits(Parser parser) {
    this.parser = parser;
  }

  @Override
  public boolean checkEvent(Event.ID choice) {
    return parser.checkEvent(choice);
  }

  @Override
  public Event peekEvent() {
    return parser.peekEvent();
  }

  /**
   * The next event.
   *
   * @throws MarkedYAMLException if it exceeds a limit
   */
  @Override
  public Event getEvent() {
    Event event = parser.getEvent();
    if (event instanceof NodeEvent node) {
      check(node);
    } else if (event instanceof CollectionEndEvent) {
      OpenCollection ended = open.pop();
      ended.anchor.complete(expandedValues - ended.valuesBefore);
    }
    return event;
  }

  private void check(NodeEvent event) {
    if (open.size() > MAX_DEPTH) {
      throw refused(event, "nested deeper than " + MAX_DEPTH + " levels");
    }
    OpenCollection parent = open.peek();
    boolean isKey = parent != null && parent.advance();
    if (isKey && !(event instanceof ScalarEvent)) {
      throw refused(event, "a key must be a plain value");
    }
    if (event instanceof AliasEvent) {
      expand(event);
      return;
    }
    Anchor anchor = new Anchor();
    if (event.getAnchor() != null) {
      anchors.put(event.getAnchor(), anchor);
    }
    if (event instanceof CollectionStartEvent) {
      open.push(new OpenCollection(anchor, event instanceof MappingStartEvent, expandedValues));
    } else {
      anchor.complete(1);
    }
    if (!isKey) {
      expandedValues++;
    }
  }

  private void expand(NodeEvent alias) {
    Anchor target = anchors.get(alias.getAnchor());
    if (target == null || !target.isComplete()) {
      throw refused(alias, "undefined alias *" + alias.getAnchor());
    }
    expandedValues += target.values;
    if (expandedValues > MAX_EXPANDED_VALUES) {
      throw refused(
          alias, "alias bomb: aliases expand to more than " + MAX_EXPANDED_VALUES + " values");
    }
  }

  private static MarkedYAMLException refused(Event event, String problem) {
    return new ParserException(null, null, problem, event.getStartMark());
  }

  /** The node that an anchor names. */
  private static final class Anchor {

    private long values;

    void complete(long expandedValues) {
      values = expandedValues;
    }

    boolean isComplete() {
      return values > 0;
    }
  }

  /** A collection whose end has not been reached. */
  private static final class OpenCollection {

    private final Anchor anchor;
    private final boolean isMapping;
    private final long valuesBefore;
    private boolean isAtValue;

    OpenCollection(Anchor anchor, boolean isMapping, long valuesBefore) {
      this.anchor = anchor;
      this.isMapping = isMapping;
      this.valuesBefore = valuesBefore;
    }

    /** Advances to the next node and returns whether it is a key; keys and values alternate. */
    boolean advance() {
      boolean isKey = isMapping && !isAtValue;
      isAtValue = isKey;
      return isKey;
    }
  }
}
