package io.wsgateway.channel;

/**
 * The options of the channels of one namespace.
 *
 * @param subscribe which clients may subscribe
 * @param publish which clients may publish; backends and the API always may
 * @param read which clients may ask for presence and history
 * @param presence whether the channel's subscribers can be listed
 * @param joinLeave what subscribers are notified of about each other
 * @param userLimited whether names ending in {@code #user1,user2} are for these users only
 * @param slowConsumer what happens to a subscriber that does not keep up
 * @param minIntervalMillis with {@link SlowConsumer#LATEST}, the shortest time between two
 *     publications to one subscriber; 0 for none
 * @param history what history is kept
 */
public record ChannelRule(
    SubscribeAudience subscribe,
    Audience publish,
    Audience read,
    boolean presence,
    JoinLeave joinLeave,
    boolean userLimited,
    SlowConsumer slowConsumer,
    int minIntervalMillis,
    HistoryRule history) {}
