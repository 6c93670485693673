#include "host/paper/queue.hpp"

#include <gtest/gtest.h>

namespace maxmin::paper {
namespace {

QueuePosition behind(std::int64_t ahead, std::int64_t shown) {
    QueuePosition position = QueueEstimator::join(Lots(ahead), Lots(0));
    position.shown = Lots(shown);
    return position;
}

TEST(Queue, DecreaseExplainedByPrintsMovesNobodyTwice) {
    const QueueEstimator queue(QueueModel::probabilistic, 2.0);
    QueuePosition position = behind(50, 100);

    QueueEstimator::on_print(position, Lots(40), Lots(40), Timestamp(1));
    queue.on_shown(position, Lots(60), Timestamp(2));

    EXPECT_EQ(position.ahead, Lots(10));
}

TEST(Queue, UnexplainedDecreaseIsSharedByAheadAndBehind) {
    // ahead 60, behind 40, 20 vanish. power 1: 60 %; power 2: 3600 / 5200.
    const auto ahead_after = [](double power) {
        QueuePosition position = behind(60, 100);
        QueueEstimator(QueueModel::probabilistic, power).on_shown(position, Lots(80), Timestamp(2));
        return position.ahead;
    };

    EXPECT_EQ(ahead_after(1.0), Lots(48));
    EXPECT_EQ(ahead_after(2.0), Lots(60 - 13));
}

TEST(Queue, AheadNeverGrowsAndNeverExceedsWhatIsShown) {
    for (const QueueModel model : {QueueModel::back, QueueModel::probabilistic}) {
        const QueueEstimator queue(model, 2.0);
        QueuePosition position = behind(60, 100);

        queue.on_shown(position, Lots(500), Timestamp(2));
        EXPECT_EQ(position.ahead, Lots(60));
        queue.on_shown(position, Lots(7), Timestamp(3));
        EXPECT_LE(position.ahead, Lots(7));
    }
}

TEST(Queue, PrintOfTheInstantShownMeetsWhatStoodBefore) {
    const QueueEstimator queue(QueueModel::back, 2.0);
    QueuePosition position = behind(60, 60);

    queue.on_shown(position, Lots(20), Timestamp(2));

    EXPECT_EQ(QueueEstimator::ahead_of_print(position, Timestamp(2)), Lots(60));
    QueueEstimator::on_print(position, Lots(40), Lots(40), Timestamp(2));
    EXPECT_EQ(position.ahead, Lots(20));
    EXPECT_EQ(QueueEstimator::ahead_of_print(position, Timestamp(3)), Lots(20));
}

TEST(Queue, JoinsBehindWhatStandsBeforeOurEarlierOrder) {
    EXPECT_EQ(QueueEstimator::join(Lots(10), Lots(50)).ahead, Lots(50));
    EXPECT_EQ(QueueEstimator::join(Lots(60), Lots(50)).ahead, Lots(60));
    EXPECT_FALSE(QueueEstimator::join(std::nullopt, Lots(50)).known);
}

}  // namespace
}  // namespace maxmin::paper
